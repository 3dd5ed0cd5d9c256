using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class CredentialImportTests : IDisposable
{
    private const string Canary = "canary-4711-secret";
    private static readonly string[] Variables =
    [
        "PATH", "NETRC", "GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_HOST", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "GITLAB_HOST", "GL_HOST", "GITLAB_URI",
        "JIRA_API_TOKEN", "JIRA_TOKEN", "JIRA_URL", "JIRA_EMAIL", "SLACK_BOT_TOKEN", "SLACK_TOKEN",
    ];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(static name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
    private readonly HostedSession _session = new();

    public CredentialImportTests()
    {
        foreach (string name in Variables.Skip(1))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        _session.Set("passphrase", HostedSession.Secure("correct horse battery staple"));
        _session.Set("folder", _session.Folder.Path);
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public void The_login_of_gh_is_taken_from_what_gh_keeps_and_not_from_its_variables()
    {
        Install("gh", """
            [ -n "$GH_TOKEN$GITHUB_TOKEN" ] && { printf '%s\n' "$GH_TOKEN$GITHUB_TOKEN"; exit 0; }
            case "$1 $2" in
              'auth token') host=$4; user=$6; key=oauth_token ;;
              'config get') host=$4; key=$5 ;;
              *) exit 2 ;;
            esac
            awk -v host="$host:" -v user="$user" -v key="$key:" '
              /^[^ ]/ { at = ($1 == host) } !at { next }
              /^        [^ ]/ { who = $1 }
              user == "" && /^    [^ ]/ && $1 == key { print $2; found = 1 }
              user != "" && who == user ":" && /^            / && $1 == key { print $2; found = 1 }
              END { exit !found }' "$(dirname "$0")/hosts.yml"
            """);
        _session.Folder.Write("programs/hosts.yml", """
            github.com:
                git_protocol: https
                users:
                    octocat:
                        oauth_token: gho_of_octocat
                    hubot:
                        oauth_token: gho_of_hubot
                oauth_token: gho_of_octocat
                user: octocat
            github.example.com:
                oauth_token: gho_of_work
                user: ada
            """);
        Environment.SetEnvironmentVariable("GITHUB_TOKEN", "ghp_of_the_environment");

        Assert.Equal("github Token github https://api.github.com/ octocat", Shown("Import-DevFlowCredential gh"));
        Assert.Equal("gho_of_octocat", Reveal("github"));
        Assert.Equal("bot Token github https://api.github.com/ hubot", Shown("Import-DevFlowCredential gh -Account hubot -NewName bot"));
        Assert.Equal("gho_of_hubot", Reveal("bot"));
        Assert.Equal("github@github.example.com Token github https://github.example.com/ ada", Shown("Import-DevFlowCredential gh -HostName github.example.com"));
        _session.Fail("Import-DevFlowCredential gh -HostName nowhere.example.com", "NotFound", ErrorCategory.ObjectNotFound, "nowhere.example.com");
    }

    [Fact]
    public void Of_an_OAuth_login_of_glab_the_refresh_token_stays_where_it_is()
    {
        Install("glab", """
            [ "$1 $2 $4" = 'config get --host' ] || exit 2
            awk -v host="$5:" -v key="$3:" '
              /^    [^ ]/ { at = ($1 == host) } at && /^        [^ ]/ && $1 == key { $1 = ""; sub(/^ /, ""); gsub(/"/, ""); print; found = 1 }
              END { exit !found }' "$(dirname "$0")/config.yml"
            """);
        _session.Folder.Write("programs/config.yml", $"""
            git_protocol: ssh
            hosts:
                gitlab.com:
                    api_protocol: https
                    is_oauth2: "true"
                    oauth2_expiry_date: 02 Jan 27 03:04 UTC
                    oauth2_refresh_token: {Canary}
                    token: access-of-glab
                    user: ada
                gitlab.example.com:
                    token: glpat-of-work
                    user: ada
            """);

        Assert.Equal("OAuth False 2027-01-02T03:04:00", _session.Get<string>("$c = Import-DevFlowCredential glab -WarningVariable told -WarningAction SilentlyContinue; \"$($c.Kind) $($c.CanRefresh) $($c.ExpiresAt.UtcDateTime.ToString('s'))\""));
        Assert.Contains("refresh token stays with glab", _session.Get<string>("\"$told\""), StringComparison.Ordinal);
        Assert.Equal("access-of-glab", Reveal("gitlab"));
        Assert.Equal("gitlab@gitlab.example.com Token gitlab https://gitlab.example.com/ ada", Shown("Import-DevFlowCredential glab -HostName gitlab.example.com"));
    }

    [Fact]
    public void A_program_that_is_not_installed_is_named_and_none_is_run_by_a_path_that_depends_on_the_current_folder()
    {
        Install("gh", "touch \"$0.ran\"; echo gho_of_a_stranger");
        Environment.SetEnvironmentVariable("PATH", Path.GetRelativePath(Environment.CurrentDirectory, _session.Folder.File("programs")));
        _session.Fail("Import-DevFlowCredential gh", "NotFound", ErrorCategory.ObjectNotFound, "gh", "not installed");
        Assert.False(File.Exists(_session.Folder.File("programs", "gh.ran")));
    }

    [Fact]
    public void Variables_are_taken_in_the_order_of_their_tools_and_bound_to_their_hosts()
    {
        _session.Run("""
            $env:GH_TOKEN = 'ghp_first'; $env:GITHUB_TOKEN = 'ghp_second'
            $env:GITLAB_TOKEN = "glpat-line`n"; $env:GITLAB_HOST = 'https://gitlab.example.com'
            $env:JIRA_API_TOKEN = 'ATATT-x'; $env:JIRA_URL = 'https://acme.atlassian.net'; $env:JIRA_EMAIL = 'ada@example.com'
            """);
        Assert.Equal(4, _session.Get<int>("$env:SLACK_BOT_TOKEN = 'xoxb-1'; @(Import-DevFlowCredential Environment).Count"));
        Assert.Equal(["ghp_first", "glpat-line", "ATATT-x", "xoxb-1"], new[] { "github", "gitlab@gitlab.example.com", "jira@acme.atlassian.net", "slack" }.Select(Reveal));
        Assert.Equal("jira@acme.atlassian.net Basic jira https://acme.atlassian.net/ ada@example.com", Shown("Get-DevFlowCredential jira*"));

        _session.Fail("Import-DevFlowCredential Environment -Name github", "InvalidArgument", ErrorCategory.InvalidArgument, "'github' already");
        Assert.Equal(2L, _session.Get<long>("(Import-DevFlowCredential Environment -Name github -Force).Version"));
        _session.Run("$env:GH_TOKEN = \"ghp_a`r`nX-Evil: 1\"");
        ErrorRecord error = _session.Fail("Import-DevFlowCredential Environment -Platform github -Force", "InvalidArgument", ErrorCategory.InvalidArgument, "GH_TOKEN", "line ends");
        Assert.DoesNotContain("Evil", error.ToString(), StringComparison.Ordinal);
        _session.Fail("$env:GH_ENTERPRISE_TOKEN = 'ghp_x'; $env:GH_TOKEN = $env:GITHUB_TOKEN = $null; Import-DevFlowCredential Environment -Platform github", "InvalidArgument", ErrorCategory.InvalidArgument, "GH_ENTERPRISE_TOKEN");
    }

    [Fact]
    public void What_WhatIf_shows_comes_and_nothing_is_stored_before()
    {
        _session.Run("$env:GITHUB_TOKEN = '" + Canary + "'; Import-DevFlowCredential Environment -WhatIf");
        Assert.Empty(_session.Files);
        Assert.Equal("github", _session.Get<string>("(Import-DevFlowCredential Environment).Name"));
        Assert.All(_session.Run("Import-DevFlowCredential Environment -Force -Verbose -Debug *>&1"), static shown =>
            Assert.DoesNotContain(Canary, PSSerializer.Serialize(shown, 4), StringComparison.Ordinal));
    }

    [Fact]
    public void The_logins_of_a_netrc_are_taken_for_the_hosts_of_platforms()
    {
        string path = Netrc("""
            # of git
            machine github.com login octocat password ghp_of_netrc
            machine gitlab.com
                login ada # password follows
                password "#quoted secret"
            machine ftp.example.com login x password y
            machine github.com login second password ignored
            default login anonymous password everywhere
            """);
        _session.Set("netrc", path);
        Assert.Equal("github Token octocat, gitlab Basic ada", _session.Get<string>("(Import-DevFlowCredential Netrc $netrc | ForEach-Object { \"$($_.Name) $($_.Kind) $($_.Account)\" }) -join ', '"));
        Assert.Equal("ghp_of_netrc", Reveal("github"));
        Assert.Equal("#quoted secret", Reveal("gitlab"));
        _session.Fail("Import-DevFlowCredential Netrc $netrc -Platform gitlab -HostName new.example.com", "NotFound", ErrorCategory.ObjectNotFound, "ftp.example.com");
        Assert.Equal("gitlab@new.example.com Basic gitlab https://new.example.com/ anonymous", Shown("Import-DevFlowCredential Netrc $netrc -Platform gitlab -HostName new.example.com -Force"));
    }

    [Theory]
    [InlineData("machine github.com login x password y\nmacdef init\ncd /pub\n\n", "line 2", "macro")]
    [InlineData("login x", "line 1", "no machine")]
    [InlineData("machine github.com password", "line 1", "ends too early")]
    [InlineData("machine github.com\npasswort canary-4711-secret", "line 2", "not known")]
    public void A_netrc_with_macros_or_mistakes_is_refused_whole(string content, params string[] causes)
    {
        _session.Set("netrc", Netrc(content));
        ErrorRecord error = _session.Fail("Import-DevFlowCredential Netrc $netrc", "InvalidArgument", ErrorCategory.InvalidArgument, causes);
        Assert.DoesNotContain(Canary, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_session.Files);
    }

    [Fact]
    public void A_netrc_that_others_may_read_is_told_of()
    {
        string path = Netrc("machine github.com login octocat password ghp_of_netrc");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        _session.Set("netrc", path);
        Assert.Contains("chmod 600", _session.Get<string>("$null = Import-DevFlowCredential Netrc $netrc -WarningVariable told -WarningAction SilentlyContinue; \"$told\""), StringComparison.Ordinal);
    }

    [Fact]
    public void Vaults_of_SecretManagement_are_read_but_not_the_view_of_our_own_store()
    {
        _session.Fail("Import-DevFlowCredential SecretManagement", "NotFound", ErrorCategory.ObjectNotFound, "not installed");
        _session.Run("""
            function global:Get-SecretVault { [pscustomobject]@{ Name = 'local'; ModuleName = 'Some.Vault' }, [pscustomobject]@{ Name = 'ours'; ModuleName = 'DevFlow' } }
            function global:Get-SecretInfo { param($Vault) 'lab', 'jira login', 'what', 'table' | ForEach-Object { [pscustomobject]@{ Name = $_; VaultName = 'local' } }; [pscustomobject]@{ Name = 'mine'; VaultName = 'ours' } }
            function global:Get-Secret {
                param($Name, $Vault)
                switch ($Name) {
                    'lab' { [System.Net.NetworkCredential]::new('', 'glpat-of-vault').SecurePassword }
                    'jira login' { [pscredential]::new('ada', [System.Net.NetworkCredential]::new('', 'ATATT-of-vault').SecurePassword) }
                    'what' { 'of unknown form' }
                    'table' { @{ a = 1 } }
                }
            }
            """);
        Assert.Equal("lab Token gitlab https://gitlab.com/ unknown", Shown("Import-DevFlowCredential SecretManagement -Name lab"));
        Assert.Equal("jira login Basic jira https://acme.atlassian.net/ ada", Shown("Import-DevFlowCredential SecretManagement -Name jira* -HostName acme.atlassian.net"));
        Assert.Equal("glpat-of-vault ATATT-of-vault", Reveal("lab") + " " + Reveal("jira login"));
        Assert.Equal("2", _session.Get<string>("$null = Import-DevFlowCredential SecretManagement -Name w*, t* -WarningVariable told -WarningAction SilentlyContinue; \"$($told.Count)\""));
        Assert.Equal("of unknown form", _session.Get<string>("$null = Import-DevFlowCredential SecretManagement -Name what -Platform github; Get-DevFlowCredential what -AsPlainText"));
        _session.Fail("Import-DevFlowCredential SecretManagement -Name mine", "CredentialNotFound", ErrorCategory.ObjectNotFound, "mine");
    }

    [Fact]
    public void A_backup_is_written_and_restored()
    {
        _session.Run("""
            $env:GITHUB_TOKEN = 'ghp_kept'; $env:SLACK_TOKEN = 'xoxb-kept'
            $null = Import-DevFlowCredential Environment
            $file = "$folder/all.dfb"
            Export-DevFlowCredential $file $passphrase -WhatIf
            """);
        Assert.False(File.Exists(_session.Folder.File("all.dfb")));
        Assert.Equal("github, slack", _session.Get<string>("$b = Get-DevFlowCredential | Export-DevFlowCredential $file $passphrase; $b.Names -join ', '"));
        _session.Fail("Export-DevFlowCredential $file $passphrase", "InvalidArgument", ErrorCategory.InvalidArgument, "already");
        _session.Fail("Export-DevFlowCredential $file $passphrase -Name nobody -Force", "CredentialNotFound", ErrorCategory.ObjectNotFound, "nobody");

        _session.Set("wrong", HostedSession.Secure("another passphrase of some length"));
        _session.Fail("Import-DevFlowCredential Backup $file", "InvalidArgument", ErrorCategory.InvalidArgument, "passphrase");
        _session.Fail("Import-DevFlowCredential Backup $file $wrong", "StoreLocked", ErrorCategory.SecurityError, "another one");
        Assert.Equal("slack 2", _session.Get<string>("$c = Import-DevFlowCredential Backup $file $passphrase -Name s* -Force; \"$($c.Name) $($c.Version)\""));
        Assert.Equal("copy", _session.Get<string>("(Import-DevFlowCredential Backup $file $passphrase -Name slack -NewName copy).Name"));
        Assert.Equal("xoxb-kept", Reveal("copy"));
        string file = _session.Folder.File("all.dfb");
        byte[] content = File.ReadAllBytes(file);
        content[^100] ^= 1;
        File.WriteAllBytes(file, content);
        _session.Fail("Import-DevFlowCredential Backup $file $passphrase -Force", "StoreCorrupt", ErrorCategory.InvalidData, "damaged");
    }

    private string Shown(string command) => _session.Get<string>($"({command} | ForEach-Object {{ \"$($_.Name) $($_.Kind) $($_.Platform) $($_.Origin) $($_.Account)\" }}) -join '; '");

    private string Reveal(string name) => _session.Get<string>($"Get-DevFlowCredential '{name}' -AsPlainText");

    private string Netrc(string content)
    {
        string path = _session.Folder.Write("a netrc", content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    /// <summary>A small program that answers as the real one does, from a file as the real one keeps it, in front of all others.</summary>
    private void Install(string name, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are shell scripts.");
        Directory.CreateDirectory(_session.Folder.File("programs"));
        string path = _session.Folder.Write("programs/" + name, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("PATH", _session.Folder.File("programs") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"));
    }
}
