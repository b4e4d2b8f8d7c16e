using Aspire.Hosting.Offline;

namespace OrderSaga.Tests.Offline.Engine;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ordersaga-{Guid.CreateVersion7():N}");

    [Fact]
    public void Secret_KeptData_IsTheSameInTheNextRunAndForItsOwnerOnly()
    {
        var data = DataDirectory.Kept(_path);
        data.Create();
        var secret = data.Secret("messaging-password");

        Assert.Equal(24, secret.Length);
        Assert.Equal(secret, DataDirectory.Kept(_path).Secret("messaging-password"));
        Assert.NotEqual(secret, data.Secret("postgres-password"));
        var file = Path.Combine(_path, "secrets", "messaging-password");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        Assert.Equal(OwnerOnly, new FileInfo(file).Directory!.UnixFileMode);
    }

    [Fact]
    public void Volume_KeptData_IsForItsOwnerOnly()
    {
        var data = DataDirectory.Kept(_path);
        data.Create();

        Assert.Equal(OwnerOnly, new DirectoryInfo(data.Volume("postgres-data")).UnixFileMode);
    }

    [Fact]
    public void ControlSocket_LongPath_StaysShortEnoughForTheKernel()
    {
        var data = DataDirectory.Kept(Path.Combine(_path, new string('x', 100)));

        Assert.True(data.ControlSocket.Length < 104);
        Assert.Equal(data.ControlSocket, DataDirectory.Kept(Path.Combine(_path, new string('x', 100))).ControlSocket);
    }

    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private static UnixFileMode OwnerOnly => UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
}
