using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Velro.Cli.Top;

/// <summary><c>velro top</c>: what a running Velro does, again and again, or once.</summary>
internal static class TopCommand
{
    /// <summary>The environment variable with the key. It is no option: the command lines of a machine can be read by all.</summary>
    public const string KeyVariable = "VELRO_KEY";

    private const string UrlVariable = "VELRO_URL";
    private const int PipeWidth = 140;

    /// <summary>Nodes speak every five seconds: after these each has said something new.</summary>
    private static readonly TimeSpan OnceInterval = TimeSpan.FromSeconds(6);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Build(TextWriter output, TextWriter errors)
    {
        var url = new Option<string>("--url")
        {
            Description = $"The address of the API. Default: {UrlVariable}, else http://localhost:5080.",
            DefaultValueFactory = static _ => Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } given ? given : "http://localhost:5080",
        };
        var keyFile = new Option<string?>("--key-file") { Description = $"A file that holds a service key with the scope 'operations'. Default: the key in {KeyVariable}." };
        var seconds = new Option<double?>("--interval") { Description = "The seconds between two looks. Default 2; with --once 6." };
        var once = new Option<bool>("--once") { Description = "Looks twice, an interval apart, shows what happened between, and ends." };
        var format = new Option<string>("--format") { Description = "How it is written.", DefaultValueFactory = static _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        seconds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0.2 or > 3600) result.AddError("--interval is from 0.2 to 3600 seconds.");
        });

        var command = new Command("top", "Show what a running Velro does.") { url, keyFile, seconds, once, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var client = OperationsClient.Create(parsed.GetRequiredValue(url), ReadKey(parsed.GetValue(keyFile)));
                var isOnce = parsed.GetValue(once);
                var interval = parsed.GetValue(seconds) is { } given ? TimeSpan.FromSeconds(given) : isOnce ? OnceInterval : TimeSpan.FromSeconds(2);
                return await RunAsync(client, interval, isOnce, parsed.GetRequiredValue(format) == "json", output, errors, cancellation);
            }
            catch (TopException exception)
            {
                errors.WriteLine(exception.Message);
                return VelroCommand.Failed;
            }
            catch (OperationCanceledException)
            {
                return VelroCommand.Passed;
            }
        });
        return command;
    }

    /// <summary>Looks until it is told to end.</summary>
    public static async Task<int> RunAsync(
        OperationsClient client, TimeSpan interval, bool isOnce, bool isJson, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var history = new TopHistory();
        if (isOnce)
        {
            history.Add(await client.LookAsync(cancellation));
            await Task.Delay(interval, cancellation);
            Write(history.Add(await client.LookAsync(cancellation)), isJson, output);
            return VelroCommand.Passed;
        }

        return isJson || Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out)
            ? await FollowAsync(client, history, interval, isJson, output, errors, cancellation)
            : await ShowAsync(client, history, interval, cancellation);
    }

    /// <summary>Writes figures without colors and cursor movements.</summary>
    public static void Write(TopFigures figures, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(figures, Json));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = PipeWidth;
        console.Write(TopView.Draw(figures, PipeWidth));
    }

    /// <summary>Writes one after another, as into a pipe.</summary>
    private static async Task<int> FollowAsync(
        OperationsClient client, TopHistory history, TimeSpan interval, bool isJson, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                Write(history.Add(await client.LookAsync(cancellation)), isJson, output);
                output.WriteLine();
            }
            catch (TopException exception) when (!exception.IsFinal)
            {
                errors.WriteLine(exception.Message);
            }

            await Task.Delay(interval, cancellation);
        }
    }

    /// <summary>Draws over what was there. What was known stays while there is no answer, and it says so.</summary>
    private static async Task<int> ShowAsync(OperationsClient client, TopHistory history, TimeSpan interval, CancellationToken cancellation)
    {
        // The first look is made before the screen is taken: what is wrong from the start is said in a line.
        var figures = history.Add(await client.LookAsync(cancellation));
        var console = AnsiConsole.Console;
        try
        {
            await console.Live(TopView.Draw(figures, console.Profile.Width, console.Profile.Height)).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
            {
                while (true)
                {
                    await Task.Delay(interval, cancellation);
                    string? notice = null;
                    try
                    {
                        figures = history.Add(await client.LookAsync(cancellation));
                    }
                    catch (TopException exception) when (!exception.IsFinal)
                    {
                        notice = $"{exception.Message} This is what was known before.";
                    }

                    live.UpdateTarget(TopView.Draw(figures, console.Profile.Width, console.Profile.Height, notice));
                }
            });
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: what was shown last stays on the screen, and the cursor is back.
        }

        return VelroCommand.Passed;
    }

    private static string ReadKey(string? file)
    {
        string? key;
        try
        {
            key = file is null ? Environment.GetEnvironmentVariable(KeyVariable) : File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TopException($"'{file}' cannot be read: {exception.Message}", isFinal: true);
        }

        return key?.Trim() is { Length: > 0 } given
            ? given
            : throw new TopException($"There is no key: set {KeyVariable}, or name a file that holds one with --key-file.", isFinal: true);
    }
}
