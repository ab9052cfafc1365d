using System.Text.Json;

namespace SimdBackprop.Tests;

public class ToolGradcheckTests
{
    [Theory]
    [InlineData("relu", "cross-entropy", "full")]
    [InlineData("tanh", "squared-error", "directional")]
    [InlineData("gelu", "binary-cross-entropy", "auto")]
    public void Every_parameter_array_of_the_network_passes(string activation, string cost, string mode)
    {
        JsonElement check = ToolProcess.Run(
            "gradcheck", "--json", "--layers", "7,5", "--activation", activation, "--cost", cost, "--mode", mode, "--l2", "1e-3", "--samples", "9").Summary;

        Assert.Equal(
            ("gradcheck", "passed", mode == "directional" ? mode : "full", "double", 9),
            (Text(check, "type"), Text(check, "verdict"), Text(check, "mode"), Text(check, "elementType"), check.GetProperty("samples").GetInt32()));
        JsonElement[] arrays = [.. check.GetProperty("arrays").EnumerateArray()];
        Assert.Equal(["W1", "b1", "W2", "b2", "W3", "b3"], arrays.Select(array => Text(array, "name")));
        int[] sizes = [.. arrays.Select(array => array.GetProperty("shape").EnumerateArray().Aggregate(1, (n, extent) => n * extent.GetInt32()))];
        Assert.Equal([7 * 64, 7, 5 * 7, 5, 10 * 5, 10], sizes);
        foreach (JsonElement array in arrays)
        {
            JsonElement worst = array.GetProperty("worst");
            Assert.InRange(worst.GetProperty("absoluteError").GetDouble(), 0, worst.GetProperty("bound").GetDouble());
            Assert.Equal(worst.GetProperty("analytic").GetDouble(), worst.GetProperty("numeric").GetDouble(), 1e-6);
            Assert.Equal(JsonValueKind.Null, array.GetProperty("wrongEntry").ValueKind);
        }

        Assert.All(check.GetProperty("properties").EnumerateArray(), property => Assert.True(property.GetProperty("holds").GetBoolean()));
    }

    [Fact]
    public void It_starts_from_the_weights_and_samples_that_training_starts_from()
    {
        // The first step's cost is not shown by train; the cost of one full batch after a step that goes nowhere is.
        string[] network = ["--layers", "6", "--seed", "5", "--batch", "5000", "--activation", "tanh"];
        JsonElement check = ToolProcess.Run(["gradcheck", "--json", "--samples", "5000", "--mode", "directional", .. network]).Summary;
        JsonElement training = ToolProcess.Run(
            ["train", "--json", "--epochs", "1", "--rate", "1e-30", "--optimizer", "sgd", "--type", "double", .. network]).Summary;
        Assert.Equal(training.GetProperty("trainingCost").GetDouble(), check.GetProperty("cost").GetDouble(), 1e-12);
    }

    [Fact]
    public void Above_ten_thousand_parameters_it_goes_along_directions() =>
        Assert.Equal("directional", Text(ToolProcess.Run("gradcheck", "--json").Summary, "mode"));

    [Fact]
    public void Kinks_are_named_and_too_many_of_them_are_inconclusive()
    {
        // Black images and biases of zero put every unit of the hidden layer on its kink.
        using TemporaryDirectory directory = new();
        foreach (string name in new[] { "train", "t10k" })
        {
            directory.Write($"{name}-images-idx3-ubyte", IdxBytes.File([4, 2, 2], new byte[16]));
            directory.Write($"{name}-labels-idx1-ubyte", IdxBytes.File([4], [0, 1, 2, 3]));
        }

        string[] arguments = ["gradcheck", "--data", directory.Path, "--layers", "8"];
        ToolResult result = ToolProcess.Run([.. arguments, "--json"]);
        Assert.Equal((3, "", "inconclusive"), (result.ExitCode, result.Errors, Text(result.Json[0], "verdict")));
        JsonElement biases = result.Json[0].GetProperty("arrays")[1];
        Assert.Equal((8, 0), (biases.GetProperty("kinked").GetInt32(), biases.GetProperty("mismatched").GetInt32()));
        Assert.Contains("b1[0]", biases.GetProperty("kinks").EnumerateArray().Select(kink => kink.GetString()));

        ToolResult text = ToolProcess.Run(arguments);
        Assert.Equal(3, text.ExitCode);
        Assert.Contains("b1[0], b1[1]", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', text.Output);
    }

    [Fact]
    public void A_check_that_fails_has_exit_code_1()
    {
        // A penalty beyond what a double can hold: the cost is not finite.
        ToolResult result = ToolProcess.Run("gradcheck", "--json", "--layers", "3", "--l2", "8e307");
        Assert.Equal((1, "", "failed"), (result.ExitCode, result.Errors, Text(result.Json[0], "verdict")));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
