var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", (IConfiguration configuration) => new { HasSecret = configuration["SECRET"] is { Length: > 0 }, Environment.ProcessId });
app.MapGet("/health", () => "Healthy");
app.Run();
