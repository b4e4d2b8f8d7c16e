using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OrderSaga.MicroBench;

// In this process: a project that is generated and built elsewhere would have to repeat how Directory.Build.targets swaps packages.
var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
BenchmarkSwitcher.FromAssembly(typeof(MessageBenchmarks).Assembly).Run(args, DefaultConfig.Instance.AddJob(inProcess));
