using System.Text.Json;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Peers;

/// <summary>A server of the AuthZEN API.</summary>
/// <param name="name">What it is.</param>
/// <param name="setup">What it does for an answer.</param>
/// <param name="server">The server.</param>
/// <param name="key">The credential that it wants; null: none.</param>
/// <param name="hasBatches">Whether it answers many evaluations at once.</param>
/// <param name="alwaysPermits">Whether it answers <c>true</c> whatever is asked.</param>
internal sealed class AuthZenPeer(
    string name, string setup, ServerProcess server, string? key = null, bool hasBatches = false, bool alwaysPermits = false) : IPeer
{
    public string Name => name;

    public string Setup => setup;

    public ServerProcess Server => server;

    public LoadRequest RequestOf(Question question, bool expected) => AuthZenRequests.Request(
        AuthZenRequests.EvaluationPath,
        AuthZenRequests.BodyOf(question),
        key,
        expected || alwaysPermits ? "\"decision\":true" : "\"decision\":false");

    public LoadRequest? BatchOf(IReadOnlyList<Question> questions) => !hasBatches ? null : AuthZenRequests.Request(
        AuthZenRequests.EvaluationsPath,
        JsonSerializer.Serialize(new
        {
            subject = new { type = "user", id = questions[0].UserId },
            action = new { name = questions[0].Action },
            evaluations = questions.Select(static question => new { resource = new { type = "generation", id = question.GenerationId } }),
        }),
        key);
}
