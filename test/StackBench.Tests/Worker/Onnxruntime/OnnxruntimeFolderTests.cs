using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class OnnxruntimeFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stackbench-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_folder_of_the_user_goes_before_all_others()
    {
        var (user, package) = (Library("user"), Library("package"));
        Library("base/onnxruntime");
        Assert.Equal(new OnnxruntimeFolder(user, "user"), OnnxruntimeFolder.Find(In("user"), In("base"), In("package")));
        Assert.Equal(
            new OnnxruntimeFolder(In("base/onnxruntime/" + OnnxruntimeFolder.LibraryName), "bundled"),
            OnnxruntimeFolder.Find(null, In("base"), In("package")));
        Directory.Delete(In("base"), recursive: true);
        Assert.Equal(new OnnxruntimeFolder(package, "nuget"), OnnxruntimeFolder.Find("", In("base"), In("package")));
    }

    [Fact]
    public void A_wheel_has_it_with_its_version_behind_the_name() =>
        Assert.Equal(Library("capi", ".1.23.2"), OnnxruntimeFolder.Find(In("capi"), In("base"), null).Library);

    [Fact]
    public void A_folder_without_it_is_refused_and_not_replaced()
    {
        Library("package");
        Directory.CreateDirectory(In("empty"));
        var exception = Assert.Throws<UnsupportedException>(() => OnnxruntimeFolder.Find(In("empty"), In("base"), In("package")));
        Assert.Contains("is not in", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<UnsupportedException>(() => OnnxruntimeFolder.Find(null, In("base"), null));
        Assert.Contains("STACKBENCH_ONNXRUNTIME", exception.Remedy, StringComparison.Ordinal);
    }

    private string In(string place) => Path.Combine(_root, place);

    private string Library(string place, string version = "")
    {
        Directory.CreateDirectory(In(place));
        var path = Path.Combine(In(place), OnnxruntimeFolder.LibraryName + version);
        File.WriteAllText(path, "");
        return path;
    }
}
