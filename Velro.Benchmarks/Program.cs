using BenchmarkDotNet.Running;
using Velro.Benchmarks.Views;

if (args is ["views", .. var options]) return await ViewMeasure.RunAsync(options);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
