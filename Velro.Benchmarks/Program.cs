using BenchmarkDotNet.Running;
using Velro.Benchmarks.HitRatios;
using Velro.Benchmarks.Views;

switch (args)
{
    case ["hit-ratio", .. var options]:
        return await HitRatioCommand.RunAsync(options);
    case ["views", .. var options]:
        return await ViewMeasure.RunAsync(options);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(HitRatioCommand).Assembly).Run(args);
        return 0;
}
