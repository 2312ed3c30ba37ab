using BenchmarkDotNet.Running;
using Velro.Benchmarks.HitRatios;

if (args is ["hit-ratio", .. var options]) return await HitRatioCommand.RunAsync(options);

BenchmarkSwitcher.FromAssembly(typeof(HitRatioCommand).Assembly).Run(args);
return 0;
