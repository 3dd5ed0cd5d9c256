using System.IO.Compression;
using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>The cmdlets for plugins, with the sample plugin as a stranger's.</summary>
[Collection(HostedSession.Collection)]
public sealed class PluginCommandTests : IDisposable
{
    private readonly HostedSession _session = new();

    private static string Built => Path.GetDirectoryName(BuiltProject.Assembly("tests", "SamplePlugin"))!;

    [Fact]
    public void The_platforms_that_come_with_DevFlow_are_shown_without_running_their_code()
    {
        Assert.Equal(["github", "gitlab", "jira", "slack"], Texts("Get-DevFlowPlugin | ForEach-Object Id"));
        Assert.Equal(["BuiltIn Available"], Texts("Get-DevFlowPlugin | ForEach-Object { \"$($_.Source) $($_.State)\" }").Distinct());
        Assert.Equal(["github:https://github.com/", "jira:"], Texts("Get-DevFlowPlatform github, jira | ForEach-Object { \"$($_.Platform):$($_.BaseUri)\" }"));
        Assert.False(Directory.Exists(Path.Combine(_session.Home, "plugins")));
    }

    [Fact]
    public async Task A_platform_of_a_stranger_is_installed_connected_asked_and_removed()
    {
        await using KilnServer server = new();
        _session.Set("package", Built);
        _session.Set("uri", server.BaseUri);
        _session.Set("token", HostedSession.Secure(server.Token));

        _session.Run("$report = Test-DevFlowPlugin -Path $package; $installed = Install-DevFlowPlugin $package -Digest $report.Digest -Confirm:$false");
        Assert.Equal("kiln 1.0.0 Installed Available", _session.Get<string>("\"$installed $($installed.Version) $($installed.Source) $($installed.State)\""));
        Assert.Equal(server.Builds, _session.Get<int>("$c = Connect-DevFlowPlatform kiln $uri -Token $token -Name kiln; @(Invoke-DevFlowRequest /builds).Count"));
        Assert.Equal("Active", _session.Get<string>("(Get-DevFlowPlugin kiln).State"));

        _session.Restart();
        Assert.Equal(server.Builds, _session.Get<int>("@(Invoke-DevFlowRequest /builds -Connection kiln -NoCache).Count"));
        _session.Run("Uninstall-DevFlowPlugin kiln -Confirm:$false");
        _session.Fail("Invoke-DevFlowRequest /builds -Connection kiln", "UnknownPlatform", ErrorCategory.ObjectNotFound, "'kiln'");
    }

    [Fact]
    public void To_install_is_asked_for_and_WhatIf_writes_nothing()
    {
        _session.Set("package", Built);
        _session.Run("Install-DevFlowPlugin $package -WhatIf");

        Assert.False(Directory.Exists(Path.Combine(_session.Home, "plugins")));
        CmdletAttribute cmdlet = (CmdletAttribute)Attribute.GetCustomAttribute(
            ((CmdletInfo)_session.Run("Get-Command Install-DevFlowPlugin").Single().BaseObject).ImplementingType, typeof(CmdletAttribute))!;
        Assert.Equal(ConfirmImpact.High, cmdlet.ConfirmImpact);
    }

    [Fact]
    public void An_archive_is_taken_as_its_folder_is()
    {
        string zip = _session.Folder.File("kiln.zip");
        ZipFile.CreateFromDirectory(Built, zip);
        _session.Set("zip", zip);
        _session.Set("package", Built);

        Assert.True(_session.Get<bool>("(Test-DevFlowPlugin -Path $zip).Digest -eq (Test-DevFlowPlugin -Path $package).Digest"));
        Assert.Equal("kiln", _session.Get<string>("(Install-DevFlowPlugin $zip -SessionOnly -Confirm:$false).Id"));
    }

    [Fact]
    public void A_platform_switched_off_says_how_to_switch_it_on()
    {
        Assert.Equal("Disabled", _session.Get<string>("(Disable-DevFlowPlugin slack).State"));
        _session.Restart();
        ErrorRecord error = _session.Fail("Connect-DevFlowPlatform slack -Token ([Net.NetworkCredential]::new('', 'xoxb-1').SecurePassword)", "PluginDisabled", ErrorCategory.ResourceUnavailable, "'slack'");
        Assert.Equal("Switch it on: Enable-DevFlowPlugin slack.", error.ErrorDetails.RecommendedAction);
        Assert.Equal("Available", _session.Get<string>("(Enable-DevFlowPlugin slack).State"));
    }

    [Fact]
    public void Settings_are_checked_before_they_are_kept()
    {
        _session.Set("package", Built);
        _session.Run("$null = Install-DevFlowPlugin $package -Confirm:$false -Settings @{ urgentBranch = 'release' }");

        _session.Fail("Enable-DevFlowPlugin kiln -Settings @{ urgentBranch = 7; other = 1 }", "InvalidArgument", ErrorCategory.InvalidArgument, "must be a string", "'other' is unknown");
        Assert.Equal("urgentBranch: string, by default main (A failed build of this branch goes before other events)", _session.Get<string>("(Get-DevFlowPlugin kiln).Settings[0]"));
        Assert.Equal("kiln/urgent", _session.Get<string>("$null = Test-DevFlowPlugin kiln; (Get-DevFlowEventMiddleware).Name"));
    }

    [Fact]
    public void A_test_of_all_plugins_says_what_was_looked_at()
    {
        Assert.Equal(["True"], Texts("Test-DevFlowPlugin -Quiet").Distinct());
        Assert.Contains("start: it starts, and offers what its manifest declares", Texts("(Test-DevFlowPlugin gitlab).Checks"));
    }

    [Theory]
    [InlineData("Get-DevFlowPlugin nothing", "NotFound", ErrorCategory.ObjectNotFound, "'nothing'")]
    [InlineData("Get-DevFlowPlatform nothing", "UnknownPlatform", ErrorCategory.ObjectNotFound, "'nothing'")]
    [InlineData("Install-DevFlowPlugin /nowhere/x.zip -Confirm:$false", "NotFound", ErrorCategory.ObjectNotFound, "x.zip")]
    [InlineData("Install-DevFlowPlugin $PSHOME -Confirm:$false", "PluginInvalid", ErrorCategory.InvalidData, "no plugin that can be installed")]
    [InlineData("Uninstall-DevFlowPlugin github -Confirm:$false", "InvalidArgument", ErrorCategory.InvalidArgument, "part of DevFlow")]
    public void What_cannot_be_done_is_an_error_with_a_next_step(string script, string reason, ErrorCategory category, string part) =>
        _session.Fail(script, reason, category, part);

    [Fact]
    public void Ids_are_completed()
    {
        Assert.Equal(["github", "gitlab"], _session.Complete("Test-DevFlowPlugin gi"));
        Assert.Equal(["jira"], _session.Complete("Get-DevFlowPlatform -Platform j"));
    }

    public void Dispose() => _session.Dispose();

    private string[] Texts(string script) => [.. _session.Run(script).Select(static o => $"{o}")];
}
