using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The address and secret of an App's webhook. Which events it hears of is chosen in the App's settings, here the scenario.</summary>
internal sealed class AppHookRoutes(HookEngine engine)
{
    private const string Path = "/app/hook/config";

    public IEnumerable<GitHubRoute> Routes =>
    [
        Route("GET", "get-a-webhook-configuration-for-an-app", GetAsync),
        Route("PATCH", "update-a-webhook-configuration-for-an-app", ChangeAsync),
    ];

    private static GitHubRoute Route(string method, string anchor, Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler) =>
        new(method, Path, "", $"{HookAccess.App.Documentation}#{anchor}", handler) { Callers = Callers.App };

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(Show(call.Grant.App!.Hook));

    private async ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        GitHubApp app = call.Grant.App!;
        bool isNew = app.Hook is null;
        if (HookSettingsReader.ReadConfig(body.Body, app.Hook?.Settings, out FieldError? error) is not { } settings)
        {
            return call.Invalid(error!);
        }

        Hook hook = engine.Configure(app, settings);
        if (isNew)
        {
            hook.Ping(app.Owner, call.Answered);
        }

        return Show(hook);
    }

    private static Answer Show(Hook? hook) => Answer.Json(StatusCodes.Status200OK, writer => HookJson.WriteConfig(writer, hook?.Settings));
}
