using BenchmarkDotNet.Running;
using Velro.Benchmarks.HitRatios;
using Velro.Benchmarks.Kestrel;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Peers;
using Velro.Benchmarks.Scale;
using Velro.Benchmarks.Sequential;
using Velro.Benchmarks.Storage;
using Velro.Benchmarks.Views;

switch (args)
{
    case ["hit-ratio", .. var options]:
        return await HitRatioCommand.RunAsync(options);
    case ["views", .. var options]:
        return await ViewMeasure.RunAsync(options);
    case ["against-kestrel", .. var options]:
        return await AgainstKestrelCommand.RunAsync(options);
    case ["peers", .. var options]:
        return await PeersCommand.RunAsync(options);
    case ["sequential", .. var options]:
        return await SequentialCommand.RunAsync(options);
    case ["scale", .. var options]:
        return await ScaleCommand.RunAsync(options);
    case ["storage", .. var options]:
        return await StorageCommand.RunAsync(options);
    case [SequentialServer.Command]:
        return await SequentialServer.RunAsync();
    case [BareKestrel.Command]:
        return await BareKestrel.RunAsync();
    case [LoadGenerator.Command]:
        return await LoadGenerator.RunAsync();
    default:
        BenchmarkSwitcher.FromAssembly(typeof(HitRatioCommand).Assembly).Run(args);
        return 0;
}
