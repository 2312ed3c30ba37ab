using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Audit.Trail;

/// <summary>
/// <c>GET /v1/audit</c>: what was done and decided, by whom. For administrators, as the scope says (RIGHTS.md A2). It runs on the pool of
/// records, so that who looks back takes nothing from who asks now; and a page that would look at too much ends at a limit.
/// </summary>
/// <param name="store">Where it is recorded who looked: another pool than the page is read on, so that the two never wait for each other.</param>
/// <param name="options">Its limits.</param>
internal sealed class AuditEndpoint([FromKeyedServices(PoolNames.Identity)] Store store, IOptions<AuditOptions> options)
{
    private static readonly EntityRef Trail = new("audit", "trail");

    private static Problem TooBroad { get; } = Problem.Invalid(
        "audit.too_broad", "This looks at too much of the audit trail. Narrow it: a subject, a resource or a shorter time.");

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapRead("/v1/audit", Scopes.AuditRead, ListAsync, AuditOperations.List);

    private async Task<Answer> ListAsync(Exchange exchange)
    {
        exchange.RequireAdministrator();
        var filter = AuditQuery.Read(exchange.Request.Query);
        var details = AuditQuery.DetailsOf(filter);
        try
        {
            var answer = await exchange.PageAsync(
                (after, limit) => AuditTrail.ReadAsync(
                    exchange.Transaction, filter, after.Length == 0 ? null : AuditPlace.Parse(after), limit, options.Value.QueryTimeout),
                static entry => entry.Place.ToString(),
                AuditAnswer.Of,
                string.Join('\n', details.Values));

            // Before the answer: nobody reads the trail unseen. It is newer than what was read, and so on no page that comes after this one.
            await store.WriteAsync(
                async transaction =>
                {
                    await AuditEvents.RecordAsync(transaction, exchange.Caller, "audit.read", Trail, exchange.WithAddress(details));
                    return true;
                },
                CancellationToken.None);
            return answer;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw new ProblemException(TooBroad);
        }
    }
}
