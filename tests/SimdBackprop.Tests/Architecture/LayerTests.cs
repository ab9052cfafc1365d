namespace SimdBackprop.Tests;

/// <summary>The arrows between the layers point down, and the check that says so can fail.</summary>
public sealed class LayerTests
{
    private const string Upper = "src/SimdBackprop/Training/Trainer.cs";
    private const string Lower = "src/SimdBackprop/Kernels/Gemm/Driver.cs";

    private static readonly SourceFile Trainer = new(Upper, "namespace X; public sealed class Trainer<T> { } public delegate void Stepped<T>(T t);");

    [Fact]
    public void No_file_names_a_type_of_a_layer_above_its_own() => Assert.Empty(Layers.Violations(SourceTree.Product));

    [Fact]
    public void Every_file_of_the_product_lies_in_a_layer() =>
        Assert.DoesNotContain(SourceTree.Product, static file => Layers.Of(file.Path) < 0);

    [Fact]
    public void The_check_sees_the_product() =>
        Assert.Contains(SourceTree.Product, static file => file.Path == "src/SimdBackprop/Kernels/Gemm/GemmDriver.cs");

    [Theory]
    [InlineData("class A { Trainer<int> _t; }")]
    [InlineData("class A { private readonly Trainer<int>? _t; }")]
    [InlineData("class A : Trainer<int> { }")]
    [InlineData("class A { object F() => new Trainer<int>(); }")]
    [InlineData("class A { object F() { return Trainer<int>.Default; } }")]
    [InlineData("class A { void F(object o) { if (o is Trainer<int>) { } } }")]
    [InlineData("class A { void F(List<Trainer<int>> all) { } }")]
    [InlineData("class A { string F() => $\"a {typeof(Trainer<int>)} b\"; }")]
    [InlineData("class A { string F() => $$\"\"\"{ {{nameof(Trainer<int>)}} }\"\"\"; }")]
    [InlineData("class A { int Trainer; object F() => new Trainer<int>(); }")]
    [InlineData("class A { object F(bool b) => b ? Trainer<int>.One : null; }")]
    [InlineData("class A { [Old] Trainer<int> _t; }")]
    [InlineData("class A { event Stepped<int>? S; }")]
    [InlineData("using SimdBackprop.Training; class A { }")]
    [InlineData("class A { SimdBackprop.Training.Trainer<int> _t; }")]
    public void A_file_that_names_a_type_of_a_higher_layer_is_reported(string text)
    {
        List<string> violations = Layers.Violations([Trainer, new SourceFile(Lower, "\n" + text)]);
        Assert.NotEmpty(violations);
        Assert.All(violations, static violation => Assert.StartsWith(Lower + "(2): ", violation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("class A { } // see Trainer")]
    [InlineData("/* Trainer<int> */ class A { /// <see cref=\"Trainer{T}\"/>\n }")]
    [InlineData("class A { string F() => \"Trainer \\\" Trainer\" + @\"Trainer \"\" Trainer\" + $\"Trainer {{Trainer}}\"; char C => '\"'; }")]
    [InlineData("class A { string F() => \"\"\"Trainer \" Trainer\"\"\"; }")]
    [InlineData("class A { int Trainer { get; } int F(A a) => a.Trainer + Trainer; }")]
    [InlineData("class A { void F() => G(Trainer: 3); void G(int Trainer) { } }")]
    [InlineData("class A { object F() => new B { Trainer = 3 }; }")]
    [InlineData("class A { int[] Trainer; List<int> F() => G(Trainer); }")]
    [InlineData("class A { int TrainerCount; int MyTrainer; }")]
    [InlineData("class Trainer { } class A { Trainer _own; }")]
    public void Comments_strings_and_members_of_that_name_are_not_reported(string text) =>
        Assert.Empty(Layers.Violations([Trainer, new SourceFile(Lower, text)]));

    [Fact]
    public void A_higher_layer_may_name_a_lower_one() =>
        Assert.Empty(Layers.Violations([new SourceFile(Lower, "class Driver { }"), new SourceFile(Upper, "class Trainer { Driver _d; }")]));

    [Fact]
    public void The_tool_is_the_highest_layer()
    {
        SourceFile tool = new("src/SimdBackprop.Cli/Program.cs", "class Tool { Trainer<int> _t; }");
        Assert.Empty(Layers.Violations([Trainer, tool]));
        Assert.NotEmpty(Layers.Violations([tool, new SourceFile(Upper, "class Trainer { Tool _t; }")]));
    }
}
