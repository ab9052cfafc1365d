namespace SimdBackprop.Tests;

public class CompareErrorTests
{
    [Theory]
    [InlineData("--suit small", "--suit")]
    [InlineData("--threads 0", "--threads")]
    [InlineData("--tier mmx", "--tier")]
    [InlineData("--seconds 0", "--seconds")]
    [InlineData("--case NN", "--case")]
    [InlineData("--without nobody", "nobody")]
    [InlineData("--peer nameless", "nameless")]
    [InlineData("--peer best=libbest.so", "taken")]
    [InlineData("--peer mine=no/such/libmine.so", "no/such/libmine.so")]
    [InlineData("--json no/such/place/results.json", "--json")]
    public void A_wrong_command_line_is_one_line_on_stderr_that_names_what_is_wrong(string commandLine, string named) =>
        AssertUnusable(ToolProcess.Compare(commandLine.Split(' ')), named);

    [Theory]
    [InlineData("NN 4 4")]
    [InlineData("NX 4 4 4")]
    [InlineData("NN 4 0 4")]
    [InlineData("NN 4 4 1000000")]
    public void A_case_that_is_no_product_is_complained_about(string product) => AssertUnusable(ToolProcess.Compare("--case", product), "--case");

    [Fact]
    public void A_case_and_a_suite_exclude_each_other() => AssertUnusable(ToolProcess.Compare("--case", "NN 4 4 4", "--suite", "mlp"), "--case");

    [Fact]
    public void A_library_without_a_product_is_named_with_what_it_lacks()
    {
        // The runtime's own native library is there wherever the tests are.
        string path = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, OperatingSystem.IsWindows() ? "coreclr.dll" : "libcoreclr.so");
        if (File.Exists(path))
        {
            AssertUnusable(ToolProcess.Compare("--case", "NN 4 4 4", "--peer", $"mine={path}"), "cblas_sgemm");
        }
    }

    private static void AssertUnusable(ToolResult result, string named)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        string line = Assert.Single(result.Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("compare: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
    }
}
