// "end CODE" is a task that does its work and ends.
if (args is ["end", var exitCode]) return int.Parse(exitCode);

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", (IConfiguration configuration) => new { HasSecret = configuration["SECRET"] is { Length: > 0 }, Environment.ProcessId });
app.MapGet("/health", () => "Healthy");
app.MapGet("/variables", () => Environment.GetEnvironmentVariables());
app.MapPost("/crash", () =>
{
    Console.Error.WriteLine("\u001b[31mIt broke.\u001b[0m");
    Environment.Exit(3);
});
app.Run();
return 0;
