using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

public sealed class LibtorchFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stackbench-folders-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_folder_the_user_names_comes_first()
    {
        var (user, package) = (Library("user"), Library("package"));
        Library("base/libtorch");

        Assert.Equal(new LibtorchFolder(user, "user"), LibtorchFolder.Find(user, In("base"), package));
    }

    [Fact]
    public void A_named_folder_without_the_library_is_refused_even_where_another_has_it()
    {
        var package = Library("package");

        var exception = Assert.Throws<UnsupportedException>(() => LibtorchFolder.Find(In("empty"), In("base"), package));

        Assert.Contains(In("empty"), exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.Remedy);
    }

    [Theory]
    [InlineData("base/libtorch")]
    [InlineData("libtorch")]
    public void A_published_folder_beside_or_above_the_worker_comes_before_the_package(string place)
    {
        var (published, package) = (Library(place), Library("package"));

        Assert.Equal(new LibtorchFolder(published, "bundled"), LibtorchFolder.Find(null, In("base"), package));
    }

    [Fact]
    public void The_package_is_taken_last()
    {
        var package = Library("package");

        Assert.Equal(new LibtorchFolder(package, "nuget"), LibtorchFolder.Find("", In("base"), package));
    }

    [Fact]
    public void Without_any_folder_there_is_a_reason_and_a_remedy()
    {
        var exception = Assert.Throws<UnsupportedException>(() => LibtorchFolder.Find(null, In("base"), null));

        Assert.Contains("STACKBENCH_LIBTORCH", exception.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_read_from_the_library_or_the_files_above_its_folder()
    {
        var library = Library("torch/lib");
        Assert.Null(LibtorchVersion.FromFiles(library));
        File.WriteAllText(In("torch/build-version"), "2.10.0+cpu\n");
        Assert.Equal("2.10.0+cpu", LibtorchVersion.FromFiles(library));
        File.WriteAllText(In("torch/version.py"), "from typing import Optional\n__version__ = '2.9.1+rocm6.4'\ndebug = False\n");
        Assert.Equal("2.9.1+rocm6.4", LibtorchVersion.FromFiles(library));
        Assert.Equal("2.14.1", LibtorchVersion.FromAbi(0x020E_0100_0000_0000));
    }

    private string In(string place) => Path.Combine(_root, place);

    private string Library(string place)
    {
        Directory.CreateDirectory(In(place));
        File.WriteAllText(Path.Combine(In(place), LibtorchFolder.LibraryName), "");
        return In(place);
    }
}
