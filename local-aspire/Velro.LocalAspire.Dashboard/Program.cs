await Velro.LocalAspire.Dashboard.DashboardApplication.Build(args).RunAsync();
