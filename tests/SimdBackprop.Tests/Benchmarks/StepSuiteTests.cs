using System.Text.Json;
using SimdBackprop.Benchmarks;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

public class StepSuiteTests
{
    [Fact]
    public void Three_nets_three_recipes_and_four_batches_are_36_cases()
    {
        Assert.Equal(36, StepCase.All.Select(step => step.Name).Distinct().Count());
        Assert.Contains(StepCase.All, step => step.Name == "784-512-512-10 adam-relu 128");
        Assert.Contains(StepCase.All, step => step.Name == "2048-2048-2048-2048-2048 sgd-sigmoid 1");
    }

    [Fact]
    public void The_error_of_the_inputs_is_no_work_and_the_written_gradient_three_passes_more()
    {
        StepCase step = new([3, 5, 2], StepRecipe.SgdRelu, Batch: 7);
        Assert.Equal(2.0 * 7 * ((2 * 15) + (3 * 10)), step.Flops);
        Assert.Equal(25 + 10 + 50, step.Traffic);
        Assert.Equal(step.Traffic + 75, step.UnfusedTraffic);
        Assert.Equal(step.Traffic + 100, (step with { Recipe = StepRecipe.AdamRelu }).Traffic);
    }

    [Theory]
    [InlineData((int)StepRecipe.SgdSigmoid)]
    [InlineData((int)StepRecipe.AdamRelu)]
    public void The_data_are_the_same_every_time_and_can_be_learnt(int recipe)
    {
        StepCase step = new([20, 12, 3], (StepRecipe)recipe, Batch: 9);
        using StepData<float> first = new(step), second = new(step);
        using Network<float> network = first.CreateNetwork(), same = second.CreateNetwork();
        Assert.Equal(network.WeightsHash(), same.WeightsHash());
        Assert.Equal(first.X.ToArray(), second.X.ToArray());
        using TrainingStep<float> training = first.CreateStep(network, fused: true, new KernelOptions());
        double before = training.Run(first.X, first.Targets, rateFactor: 1e6);
        Assert.True(training.Run(first.X, first.Targets) < before);
    }

    [Fact]
    public void A_step_is_compared_with_the_unfused_one_and_the_floor()
    {
        using TemporaryDirectory directory = new();
        string json = Path.Combine(directory.Path, "results.json");
        ToolResult result = ToolProcess.Compare("--without", "pytorch", "--case", "20-12-3 adam-relu 9", "--seconds", "0.001", "--json", json);
        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        JsonElement only = Assert.Single(JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json)).GetProperty("cases").EnumerateArray());
        Assert.Equal(["unfused", "floor"], only.GetProperty("peers").EnumerateObject().Select(peer => peer.Name));
        Assert.True(only.GetProperty("correct").GetBoolean(), result.Output);
        Assert.Equal(0, only.GetProperty("allocatedBytes").GetInt64());
        Assert.True(only.GetProperty("trafficBytes").GetDouble() < only.GetProperty("trafficBytesUnfused").GetDouble());
        double floor = only.GetProperty("peers").GetProperty("floor").GetDouble(), ours = only.GetProperty("ours").GetDouble();
        Assert.True(ours > 0 && ours < floor);
    }

    [Fact]
    public void PyTorch_starts_from_the_same_cost_where_it_is_installed()
    {
        ToolResult result = ToolProcess.Compare("--case", "20-12-3 sgd-sigmoid 9", "--seconds", "0.001");
        bool isInstalled = !result.Errors.Contains("python3-torch", StringComparison.Ordinal);
        Assert.Equal(isInstalled ? 0 : 1, result.ExitCode);
        Assert.Equal(isInstalled, result.Output.Contains("pytorch 1", StringComparison.Ordinal) || result.Output.Contains("pytorch 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Functions_are_compared_with_the_base_library_and_need_no_native_peer()
    {
        using TemporaryDirectory directory = new();
        string json = Path.Combine(directory.Path, "results.json");
        ToolResult result = ToolProcess.Compare("--suite", "math", "--seconds", "0.001", "--json", json);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        JsonElement[] cases = [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json)).GetProperty("cases").EnumerateArray()];
        Assert.Equal(
            ["exp", "log", "log1p", "expm1", "tanh", "sigmoid", "softplus", "silu", "erf", "gelu"],
            cases.Select(only => only.GetProperty("name").GetString()));
        Assert.All(cases, only => Assert.True(only.GetProperty("correct").GetBoolean()));
        Assert.All(
            cases.Where(only => only.GetProperty("name").GetString() != "erf"),
            only => Assert.True(only.GetProperty("peers").GetProperty("tensorprimitives").GetDouble() > 0));
    }

    [Theory]
    [InlineData("20-12 sgd-relu")]
    [InlineData("20 sgd-relu 4")]
    [InlineData("20-12-1 sgd-relu 4")]
    [InlineData("20-0-3 sgd-relu 4")]
    [InlineData("20-12-3 sgd 4")]
    [InlineData("20-12-3 sgd-relu 0")]
    public void A_case_that_is_no_step_is_complained_about(string step)
    {
        ToolResult result = ToolProcess.Compare("--case", step);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--case", result.Errors, StringComparison.Ordinal);
    }
}
