using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SimdBackprop.Tests;

/// <summary>Rules of the house that a text search can enforce, each seen to fail on a made-up source.</summary>
public sealed partial class SourceRuleTests
{
    private const string Dispatch = "src/SimdBackprop/Kernels/Simd/SimdDispatch.cs";
    private const int MostLines = 400;

    [Fact]
    public void Nothing_outside_the_kernels_names_a_vector_type_or_an_intrinsic()
    {
        Assert.DoesNotContain(SourceTree.Product, VectorsOutsideKernels);
        Assert.True(VectorsOutsideKernels(new SourceFile("src/SimdBackprop/Networks/A.cs", "using System.Runtime.Intrinsics.X86;")));
        Assert.True(VectorsOutsideKernels(new SourceFile("src/SimdBackprop/Data/A.cs", "using System.Numerics; class A { Vector<float> _v; }")));
        Assert.True(VectorsOutsideKernels(new SourceFile("src/SimdBackprop.Cli/A.cs", "class A { int L => System.Numerics.Vector.Count; }")));
        Assert.False(VectorsOutsideKernels(new SourceFile("src/SimdBackprop/Data/A.cs", "using System.Numerics; class A { } // Vector<float>")));
        Assert.False(VectorsOutsideKernels(new SourceFile(Dispatch, "using System.Runtime.Intrinsics;")));
    }

    [Fact]
    public void Only_the_dispatch_file_asks_what_the_machine_can_do()
    {
        Assert.DoesNotContain(SourceTree.Product, QuestionsOutsideDispatch);
        Assert.True(QuestionsOutsideDispatch(new SourceFile("src/SimdBackprop/Kernels/A.cs", "class A { bool B => Avx2.IsSupported; }")));
        Assert.True(QuestionsOutsideDispatch(new SourceFile("src/SimdBackprop/Kernels/A.cs", "class A { bool B => Vector512.IsHardwareAccelerated; }")));
        Assert.False(QuestionsOutsideDispatch(new SourceFile("src/SimdBackprop/Kernels/A.cs", "class A { } // Avx2.IsSupported")));
        Assert.Contains(SourceTree.Product, static file => file.Path == Dispatch && Question().IsMatch(file.Code));
    }

    [Fact]
    public void The_library_takes_no_lock()
    {
        Assert.DoesNotContain(SourceTree.Product, TakesLock);
        Assert.True(TakesLock(new SourceFile("src/SimdBackprop/Tensors/A.cs", "class A { void F() { lock (this) { } } }")));
        Assert.True(TakesLock(new SourceFile("src/SimdBackprop/Tensors/A.cs", "class A { readonly Lock _lock = new(); }")));
        Assert.True(TakesLock(new SourceFile("src/SimdBackprop/Training/A.cs", "class A { void F() => Monitor.Enter(this); }")));
        Assert.True(TakesLock(new SourceFile("src/SimdBackprop/Networks/A.cs", "class A { readonly ConcurrentQueue<int> _queue = new(); }")));
        Assert.False(TakesLock(new SourceFile("src/SimdBackprop/Networks/A.cs", "class A { nint _block; void Block(nint k) { } } // lock (this)")));
        Assert.False(TakesLock(new SourceFile("src/SimdBackprop.Cli/A.cs", "class A { void F() { lock (this) { } } }")));
    }

    [Fact]
    public void The_library_references_one_package_besides_analyzers()
    {
        Assert.Equal(["CommunityToolkit.HighPerformance"], RuntimePackages(Repository.Text("src/SimdBackprop/SimdBackprop.csproj")));
        const string Another =
            """<Project><ItemGroup><PackageReference Include="A" /><PackageReference Include="B" PrivateAssets="all" /></ItemGroup></Project>""";
        Assert.Equal(["A"], RuntimePackages(Another));
    }

    [Fact]
    public void No_file_outside_the_tests_is_longer_than_400_lines()
    {
        Assert.Empty(SourceTree.Files.Where(static file => TooLong(file)).Select(static file => file.Path));
        Assert.True(TooLong(new SourceFile("src/SimdBackprop/Data/A.cs", new string('\n', MostLines + 1))));
        Assert.False(TooLong(new SourceFile("src/SimdBackprop/Data/A.cs", new string('\n', MostLines))));
    }

    private static bool VectorsOutsideKernels(SourceFile file) =>
        !file.Path.StartsWith("src/SimdBackprop/Kernels/", StringComparison.Ordinal) && VectorType().IsMatch(file.Code);

    private static bool QuestionsOutsideDispatch(SourceFile file) => file.Path != Dispatch && Question().IsMatch(file.Code);

    // Parked workers wait for an event; nothing else waits for anybody.
    private static bool TakesLock(SourceFile file) => file.Path.StartsWith("src/SimdBackprop/", StringComparison.Ordinal) && Locking().IsMatch(file.Code);

    private static bool TooLong(SourceFile file) =>
        !file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Text.AsSpan().Count('\n') > MostLines;

    private static string[] RuntimePackages(string project) =>
    [
        .. from reference in XDocument.Parse(project).Descendants("PackageReference")
           where (string?)reference.Attribute("PrivateAssets") != "all"
           select (string)reference.Attribute("Include")!,
    ];

    [GeneratedRegex(@"\bSystem\.Runtime\.Intrinsics\b|\bSystem\.Numerics\.Vector\b|\bVector(?:64|128|256|512)?\s*[<.]")]
    private static partial Regex VectorType();

    [GeneratedRegex(@"\block\s*\(|\b(?:Lock|Monitor|Mutex|Semaphore(?:Slim)?|SpinLock|ReaderWriterLock(?:Slim)?|Barrier|CountdownEvent|Concurrent\w+|BlockingCollection)\b|MethodImplOptions\.Synchronized")]
    private static partial Regex Locking();

    [GeneratedRegex(@"\b(?:IsHardwareAccelerated|IsSupported)\b")]
    private static partial Regex Question();
}
