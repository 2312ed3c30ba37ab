using Velro.Cli;

return VelroCommand.Run(args, Console.Out, Console.Error);
