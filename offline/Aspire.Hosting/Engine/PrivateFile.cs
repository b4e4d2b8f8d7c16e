namespace Aspire.Hosting.Offline;

/// <summary>Files that only their owner may read: they hold passwords.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string content)
    {
        File.Delete(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }
}
