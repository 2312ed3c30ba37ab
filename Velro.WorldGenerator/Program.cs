using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Velro.WorldGenerator;

var options = new ConfigurationBuilder().AddCommandLine(args).Build();
if (options["connection"] is not { } connection)
{
    Console.Error.WriteLine(
        "Makes a database with a large world: --connection 'Host=…;Username=…;Database=<one that does not exist>' " +
        "[--scale 1, a million generations] [--seed 1]");
    return 2;
}

try
{
    var scale = double.Parse(options["scale"] ?? "1", CultureInfo.InvariantCulture);
    var seed = int.Parse(options["seed"] ?? "1", CultureInfo.InvariantCulture);
    await new WorldLoader(connection, Console.WriteLine).RunAsync(WorldSize.At(scale), seed);
    return 0;
}
catch (Exception exception) when (exception is NpgsqlException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
