using System.Net.Http;
using System.Text.Json;

namespace DevFlow;

/// <summary>The calls the engine itself makes to a platform.</summary>
public interface IPlatformApi
{
    /// <summary>Asks the platform whose credential this is, in one call.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The account, its scopes and expiry.</returns>
    /// <exception cref="DevFlowException">The platform refused or could not be reached; the reason says which.</exception>
    Task<Identity> GetIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Completes a request a user composed: headers the platform expects, nothing else.</summary>
    /// <param name="request">The request, with an address under the API's; changed in place.</param>
    void Prepare(HttpRequestMessage request);

    /// <summary>Tells an answer that did what was asked from one to raise an error for.</summary>
    /// <param name="response">The answer; its body is buffered.</param>
    /// <returns>By default what the status says. Some platforms answer 200 and say in the body that it was refused.</returns>
    bool IsSuccess(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Turns an unsuccessful answer into an error that says the next step.</summary>
    /// <param name="response">The answer, for which <see cref="IsSuccess"/> is false; its body is buffered.</param>
    /// <param name="cancellationToken">Cancels reading the body.</param>
    /// <returns>The error to raise.</returns>
    Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Finds the address of the next page.</summary>
    /// <param name="response">A successful answer to a list request.</param>
    /// <returns>The address; null on the last page.</returns>
    Uri? GetNextPage(HttpResponseMessage response);

    /// <summary>Takes the items out of a page that wraps them: <c>{"values":[...],"isLast":true}</c>.</summary>
    /// <param name="answer">The body of a successful answer to a list request.</param>
    /// <returns>The array; null where the answer is no such page.</returns>
    JsonElement? FindItems(JsonElement answer) => null;
}
