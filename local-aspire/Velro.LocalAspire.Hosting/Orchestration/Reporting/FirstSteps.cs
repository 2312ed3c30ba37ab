using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Velro.LocalAspire.Orchestration.Reporting;

/// <summary>
/// What a person needs once everything runs: the addresses, where the first key is, and a first request to paste. The AppHost's
/// settings say which key and which request:
/// <c>LocalHost:Key:Parameter</c>, <c>LocalHost:Key:Title</c>, and <c>LocalHost:FirstRequest</c>, in which <c>%name%</c> stands for the
/// address of a resource or for the value of the key's parameter.
/// </summary>
internal sealed class FirstSteps(
    IConfiguration configuration, DistributedApplicationModel model, LocalState state, StateParameterStore parameters, StartReport report)
    : IDisposable
{
    private string? _givenKeyFile;

    /// <summary>Says all of it.</summary>
    public async Task SayAsync(CancellationToken cancellationToken)
    {
        var addresses = Addresses();
        foreach (var (name, url) in addresses) report.Say($"{name}: {url}");
        var keyFile = await SayKeyAsync(cancellationToken);
        if (configuration["LocalHost:FirstRequest"] is not { Length: > 0 } request) return;
        foreach (var (name, url) in addresses) request = request.Replace($"%{name}%", url, StringComparison.Ordinal);
        if (keyFile is not null) request = request.Replace($"%{KeyParameter}%", $"$(cat '{keyFile}')", StringComparison.Ordinal);
        report.Say("Try:");
        report.Say($"  {request}");
    }

    /// <summary>Takes back the copy of a key that this run was given.</summary>
    public void Dispose()
    {
        if (_givenKeyFile is { } file) File.Delete(file);
    }

    private string? KeyParameter => configuration["LocalHost:Key:Parameter"];

    private Dictionary<string, string> Addresses() => model.Resources.OfType<IResourceWithEndpoints>()
        .Select(resource => (resource.Name, Endpoint: resource.GetEndpoints().FirstOrDefault(IsOffered)))
        .Where(offered => offered.Endpoint is not null)
        .ToDictionary(offered => offered.Name, offered => offered.Endpoint!.Url);

    private static bool IsOffered(EndpointReference endpoint) =>
        endpoint.EndpointAnnotation is { IsExternal: true, IsHttpScheme: true } && endpoint.IsAllocated;

    /// <summary>
    /// Says the key itself in the run that made it, when nobody can know it yet, and later only where it is. The answer is the file to
    /// read it from, which only its owner can.
    /// </summary>
    private async Task<string?> SayKeyAsync(CancellationToken cancellationToken)
    {
        if (model.Resources.OfType<ParameterResource>().FirstOrDefault(parameter => parameter.Name == KeyParameter) is not { } key) return null;
        var title = configuration["LocalHost:Key:Title"] ?? key.Name;
        var value = (await key.GetValueAsync(cancellationToken))!;
        var secrets = state.Folder.Secrets;
        if (secrets.Find(key.Name) == value)
        {
            var path = secrets.PathOf(key.Name);
            report.Say(parameters.IsMadeNow(key.Name) ? $"{title} (shown only now, kept in {path}): {value}" : $"{title}: kept in {path}");
            return path;
        }

        var given = state.Folder.RunSecrets;
        given.Set(key.Name, value);
        _givenKeyFile = given.PathOf(key.Name);
        report.Say($"{title}: as given by the setting {key.ConfigurationKey}");
        return _givenKeyFile;
    }
}
