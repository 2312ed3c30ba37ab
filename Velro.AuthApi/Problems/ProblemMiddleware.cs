using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Posture;
using Velro.Caching.Evaluations;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Problems;

/// <summary>
/// Turns what goes wrong below it into problems. What it does not know is a 500 that tells nothing; the log has the rest under the same
/// trace id. Statuses that the framework answers without a body (404, 405, 413, 415) get one here.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            if (http.RequestAborted.IsCancellationRequested) return;
            http.Response.Clear();
            ResponseHeaders.Set(http.Response);
            RequestIdMiddleware.Set(http);
            await ProblemWriter.WriteAsync(http, Describe(http, exception));
            if (exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }) await RefusedBody.DiscardAsync(http);
            return;
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } response)
            await ProblemWriter.WriteAsync(http, Describe(response.StatusCode));
    }

    private Problem Describe(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case RevisionUnavailableException { Code: RevisionUnavailableException.Lineage } lineage:
                return Problem.Invalid(lineage.Code, lineage.Message);
            case RevisionUnavailableException unavailable:
                return Problem.Unavailable(unavailable.Code, unavailable.Message);
            case StoreUnavailableException away:
                return Problem.Unavailable(away.Code, away.Message);
            case HashingBusyException:
                return NewPasswords.Busy;
            case BadHttpRequestException bad:
                return Describe(bad.StatusCode);
            case InvalidDataException when http.Request.HasFormContentType && http.Features.Get<IFormFeature>() is { Form: null }:
                // So the framework says that a form has null characters, or more fields than it reads: one that was read is not at fault.
                return Describe(StatusCodes.Status400BadRequest);
            default:
                if (IsOfText(exception)) return Problem.Invalid("request.invalid", "It has a character in it that no text here has.");
                if (StoreUnavailableException.Of(exception) is { } gone) return Problem.Unavailable(gone.Code, gone.Message);
                LogFailure(exception, http.Request.Method, http.Request.Path);
                return new Problem(StatusCodes.Status500InternalServerError, "server.error", "The request failed here. The log has the cause under the trace id.");
        }
    }

    /// <summary>Whether the database was given text that it cannot keep, such as one with a null character, wherever the request had it.</summary>
    private static bool IsOfText(Exception? exception) =>
        exception is not null && (
            exception is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } ||
            IsOfText(exception.InnerException));

    private static Problem Describe(int status) => status switch
    {
        StatusCodes.Status404NotFound => new Problem(status, "endpoint.unknown", "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new Problem(status, "method.not_allowed", "This address does not take this method."),
        StatusCodes.Status413PayloadTooLarge => new Problem(status, "body.too_large", "The body is larger than this server takes."),
        StatusCodes.Status412PreconditionFailed => new Problem(status, "version.passed", "It is not what the precondition says."),
        StatusCodes.Status416RangeNotSatisfiable => new Problem(status, "media.range_unsatisfiable", "The range is not one of these bytes."),
        StatusCodes.Status408RequestTimeout => new Problem(status, "request.timeout", "The body did not arrive in time."),
        _ => new Problem(status, "request.invalid", "The request could not be read."),
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogFailure(Exception exception, string method, PathString path);
}
