using System.CommandLine;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Report;
using Velro.LoadTest.Results;
using Velro.LoadTest.Server;
using Velro.LoadTest.World;

namespace Velro.LoadTest;

/// <summary>
/// The command line. Ends with 0 when the run is good, 1 when a decision was wrong, a limit of the server was met or the tool failed (and, with
/// <c>--strict</c>, when a target was missed), 2 when there was no run.
/// </summary>
internal static class LoadTestCommand
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int NotRun = 2;

    private static readonly Option<string> Address = Named("--address", "The API.", "http://localhost:5080");
    private static readonly Option<string?> KeyFile = Named<string?>("--key-file", "A file with the administrator's key; else VELRO_KEY has it.", null);
    private static readonly Option<bool> Short = Named("--short", "15 s of ramp, a minute of hold.", false);
    private static readonly Option<bool> Smoke = Named("--smoke", "60 users for a few seconds.", false);
    private static readonly Option<int?> Users = Named<int?>("--users", "Virtual users, a multiple of 20 (10000; --smoke 60).", null);
    private static readonly Option<int?> SignedIn = Named<int?>("--signed-in", "How many of them sign in; a key acts for the others (1000).", null);
    private static readonly Option<double?> Rate = Named<double?>("--rate", "Arrivals a second (200; --smoke 40).", null);
    private static readonly Option<double?> Ramp = Named<double?>("--ramp", "Seconds of ramp (300).", null);
    private static readonly Option<double?> Hold = Named<double?>("--hold", "Seconds of hold (1800).", null);
    private static readonly Option<Spacing> Arrivals = Named("--arrivals", "How they are spaced.", Spacing.Poisson);
    private static readonly Option<string> Mix = Named("--mix", "What they do: the platform's scenarios, or checks only.", "platform");
    private static readonly Option<double> SignIns = Named("--sign-ins", "Sign-ins by password a second, at most: each costs a hash.", 1.0);
    private static readonly Option<int> Connections = Named("--connections", "The most connections; what finds none free waits, and that counts.", 500);
    private static readonly Option<int> Seed = Named("--seed", "Of all that is drawn.", 1);
    private static readonly Option<string?> World = Named<string?>("--world", "A file in which the world and its tokens are kept for the next run.", null);
    private static readonly Option<string> Report = Named("--report", "The report; a JSON file is written beside it.", "load-report.html");
    private static readonly Option<string[]> Metrics = Named<string[]>("--metrics", "Where each process shows its metrics (<address>/metrics).", []);
    private static readonly Option<string?> Targets = Named<string?>("--targets", "A file of Prometheus targets that says so.", null);
    private static readonly Option<double?> Capacity = Named<double?>("--capacity", "The rate that the machine holds, if it is known.", null);
    private static readonly Option<bool> Production = Named("--simulate-production", "Days, bursts, cold caches, deploys.", false);
    private static readonly Option<double> Day = Named("--day", "Seconds that a simulated day takes.", 600.0);
    private static readonly Option<string?> Deploy = Named<string?>("--deploy", "A shell command that restarts a replica.", null);
    private static readonly Option<bool> PrepareOnly = Named("--prepare-only", "Make the world of --world, and no more.", false);
    private static readonly Option<bool> Strict = Named("--strict", "Fail when a target is missed.", false);

    private static readonly Option<string[]> Compare = new("--compare")
    {
        Description = "Compare two results (JSON), and run nothing.",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Runs a command line.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var command = new RootCommand("An open-loop load generator for Velro, that checks answers and compares what it measured with targets.")
        {
            Address, KeyFile, Short, Smoke, Users, SignedIn, Rate, Ramp, Hold, Arrivals, Mix, SignIns, Connections, Seed, World, Report, Metrics, Targets, Capacity,
            Production, Day, Deploy, PrepareOnly, Strict, Compare,
        };
        Mix.AcceptOnlyFromAmong("platform", "checks");
        command.SetAction((parsed, cancellation) => GuardAsync(parsed, output, errors, cancellation));
        var parsed = command.Parse(args);
        var exit = await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = errors,

            // Ctrl-C ends the arrivals; what was measured until then is reported, and the tokens of the world are kept.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
        });
        return parsed.Errors.Count > 0 ? NotRun : exit;
    }

    private static async Task<int> GuardAsync(ParseResult parsed, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        try
        {
            return parsed.GetValue(Compare) is { Length: 2 } files
                ? ComparisonCommand.Run(files[0], files[1], parsed.GetRequiredValue(Report), output)
                : await RunAsync(ToOptions(parsed), output, cancellation);
        }
        catch (Exception exception) when (exception is PreparationException or IOException or InvalidDataException or ArgumentException
            or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message);
            return NotRun;
        }
    }

    private static async Task<int> RunAsync(LoadOptions options, TextWriter output, CancellationToken cancellation)
    {
        using var http = new HttpMessageInvoker(ApiClient.CreateHandler(options.Connections));
        var result = await new LoadRun(options, http, TimeProvider.System, output.WriteLine).RunAsync(cancellation);
        if (result is null) return Passed;

        ConsoleSummary.Write(result, output);
        if (options.Report is { } path)
        {
            var json = Path.ChangeExtension(path, ".json");
            ResultFile.Write(json, result);
            await File.WriteAllTextAsync(path, HtmlReport.Render(result), CancellationToken.None);
            await output.WriteLineAsync($"{path} and {json} are written.");
        }

        return ExitCode.Of(result, options.Strict);
    }

    private static LoadOptions ToOptions(ParseResult parsed)
    {
        var isSmoke = parsed.GetValue(Smoke);
        var isShort = parsed.GetValue(Short);
        var users = parsed.GetValue(Users) ?? (isSmoke ? 60 : 10_000);
        var key = parsed.GetValue(KeyFile) is { } file ? File.ReadAllText(file).Trim() : Environment.GetEnvironmentVariable("VELRO_KEY");
        if (string.IsNullOrEmpty(key)) throw new PreparationException("The administrator's key is needed: --key-file FILE, or VELRO_KEY.");
        if (parsed.GetValue(PrepareOnly) && parsed.GetValue(World) is null) throw new PreparationException("--prepare-only needs --world FILE.");
        var targets = parsed.GetValue(Targets) is { } path ? MetricsScraper.ReadTargets(path) : [];
        return new LoadOptions
        {
            Address = ToAddress(parsed.GetRequiredValue(Address)),
            OperatorKey = key,
            Users = users,
            SignedIn = Math.Min(users, parsed.GetValue(SignedIn) ?? (isSmoke ? 20 : 1000)),
            Rate = parsed.GetValue(Rate) ?? (isSmoke ? 40 : 200),
            Ramp = TimeSpan.FromSeconds(parsed.GetValue(Ramp) ?? (isSmoke ? 1 : isShort ? 15 : 300)),
            Hold = TimeSpan.FromSeconds(parsed.GetValue(Hold) ?? (isSmoke ? 4 : isShort ? 60 : 1800)),
            Spacing = parsed.GetValue(Arrivals),
            Mix = parsed.GetRequiredValue(Mix),
            SignInsPerSecond = parsed.GetValue(SignIns),
            Connections = parsed.GetValue(Connections),
            Seed = parsed.GetValue(Seed),
            WorldFile = parsed.GetValue(World),
            Report = parsed.GetValue(Report),
            Metrics = [.. (parsed.GetValue(Metrics) ?? []).Select(ToAddress), .. targets],
            Capacity = parsed.GetValue(Capacity),
            Production = parsed.GetValue(Production),
            Day = TimeSpan.FromSeconds(parsed.GetValue(Day)),
            Deploy = parsed.GetValue(Deploy),
            PrepareOnly = parsed.GetValue(PrepareOnly),
            Strict = parsed.GetValue(Strict),
        };
    }

    private static Uri ToAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal)
        ? address
        : throw new PreparationException($"'{text}' is no http address.");

    private static Option<T> Named<T>(string name, string description, T value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
    };
}
