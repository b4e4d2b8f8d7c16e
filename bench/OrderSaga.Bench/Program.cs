using OrderSaga.Bench;

if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

Settings settings;
try
{
    settings = Settings.Parse(args);
}
catch (Exception e) when (e is ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Settings.Usage);
    return 2;
}

var report = new Report(settings);
await new Session(settings, report).RunAsync();
await report.WriteAsync();
return 0;
