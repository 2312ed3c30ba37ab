using Velro.LoadTest;

// Answers are taken on the thread that hears of them, not handed on to one of the pool, whose threads spin before they sleep: the generator
// takes a third of the processors that way, and the rest is the server's. Read once, with the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await LoadTestCommand.RunAsync(args, Console.Out, Console.Error);
