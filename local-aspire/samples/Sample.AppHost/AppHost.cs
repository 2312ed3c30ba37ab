var builder = DistributedApplication.CreateBuilder(args);

var secret = builder.AddParameter("secret", new GenerateParameterDefault { MinLength = 30 }, secret: true, persist: true);

builder.AddProject<Projects.Sample_Service>("service")
    .WithEnvironment("SECRET", secret)
    .WithHttpHealthCheck("/health");

builder.Build().Run();
