using System.Runtime.InteropServices;

namespace StackBench.Worker.Libtorch;

/// <summary>What native code prints to fd 1 while an action runs. The protocol does not go through fd 1.</summary>
internal static partial class OutputCapture
{
    /// <exception cref="IOException">The descriptor cannot be redirected.</exception>
    public static string Of(Action action)
    {
        var path = Path.GetTempFileName();
        using var file =
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0, FileOptions.DeleteOnClose);
        using (new Redirection((int)file.SafeFileHandle.DangerousGetHandle())) action();
        file.Position = 0;
        return new StreamReader(file).ReadToEnd();
    }

    [LibraryImport("libc", EntryPoint = "fflush", SetLastError = true)]
    private static partial int FlushAll(nint stream);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int from, int to);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    private sealed class Redirection : IDisposable
    {
        private readonly int _saved;

        public Redirection(int target)
        {
            Require(FlushAll(0));
            _saved = Require(Duplicate(1));
            Require(DuplicateTo(target, 1));
        }

        public void Dispose()
        {
            Require(FlushAll(0));
            Require(DuplicateTo(_saved, 1));
            Require(Close(_saved));
        }

        private static int Require(int result) =>
            result >= 0 ? result : throw new IOException($"cannot redirect stdout: error {Marshal.GetLastPInvokeError()}");
    }
}
