using System.Numerics;
using System.Reflection;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>
/// Every public entry gives the bits of its defining program, on every tier, on every number of threads, at every edge of its tiles, and touches nothing beside
/// an operand: operands lie flush against pages that may not be touched. A fault cannot be caught, so the calls are made by a process of their own, which leaves
/// the name of the case that it is at.
/// </summary>
public abstract class KernelTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostOutput = 4_000;

    public static TheoryData<string> Tiers => [.. SimdDispatch.Tiers.Select(static tier => tier.Name)];

    [GuardPageFact]
    public void Every_entry_has_its_programs_bits_and_touches_nothing_beside_an_operand_on_any_tier() => AssertRuns(KernelTable<T>.Entries, SimdTier.Scalar);

    [GuardPageTheory]
    [MemberData(nameof(Tiers))]
    public void So_has_the_entry_that_takes_no_options(string tier)
    {
        Assert.True(SimdDispatch.TryParse(tier, out SimdTier known));
        AssertRuns(KernelTable<T>.WithoutOptions, known);
    }

    [GuardPageTheory]
    [InlineData("DOTNET_EnableAVX512", SimdTier.Avx512)]
    [InlineData("DOTNET_EnableAVX2", SimdTier.Avx2)]
    [InlineData("DOTNET_EnableHWIntrinsic", SimdTier.Vector128)]
    public void So_have_the_loads_and_stores_of_vectors_that_are_emulated(string knob, SimdTier tier)
    {
        ToolResult run = AssertRuns(KernelTable<T>.Markers, SimdTier.Scalar, (knob, "0"));
        Assert.True(run.Output.Contains(SimdInfo.NameOf(tier) + KernelRun.Emulated, StringComparison.Ordinal), $"{knob} had no effect:\n{run.Output}");
    }

    [GuardPageTheory]
    [InlineData("reads behind the end", "every operand ends at a guard page")]
    [InlineData("reads before the beginning", "every operand begins at a guard page")]
    [InlineData("writes behind the end", "every operand ends at a guard page")]
    [InlineData("writes before the beginning", "every operand begins at a guard page")]
    [InlineData("returns what depends on the place", "every operand ends at a guard page")]
    [InlineData("writes what depends on the place", "every operand ends at a guard page")]
    [InlineData("returns another value than its program", "every operand with room on both sides")]
    [InlineData("writes another value than its program", "every operand with room on both sides")]
    [InlineData("writes to the padding", "every operand with room on both sides")]
    [InlineData("reads what is overwritten", "every operand with room on both sides")]
    [InlineData("is shared with nobody", "every operand with room on both sides")]
    public void A_fault_ends_the_process_and_leaves_the_name_of_its_case(string fault, string place)
    {
        (ToolResult run, string lastCase) = Run(fault, SimdTier.Avx2);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal($"avx2, {fault}: faulty(1 x 1, 2 x 3 + 1), {place}", lastCase);
    }

    [Fact]
    public void Every_public_entry_that_takes_memory_is_in_the_registry_with_every_edge_of_its_sizes_on_every_tier()
    {
        foreach (SimdTier tier in Runs.Tiers)
        {
            KernelEntry<T>[] entries = [.. KernelRegistry<T>.On(tier), .. KernelRegistry<T>.WithoutOptions];
            Dictionary<string, int> withEdges = [];
            foreach (KernelEntry<T> entry in entries)
            {
                KernelCase<T>[] cases = [.. entry.Cases];
                for (int size = 0; size < cases[0].Extents.Length; size++)
                {
                    Assert.Equal(cases[0].Extents[size].Edges, cases.Select(one => one.Extents[size].Edge).Distinct().Order());
                }

                withEdges[entry.Method] = withEdges.GetValueOrDefault(entry.Method) + int.Min(cases[0].Extents.Length, 1);
            }

            foreach (IGrouping<string, string> overloads in EntriesOf(typeof(Blas).Assembly).GroupBy(static name => name))
            {
                Assert.True(
                    withEdges.GetValueOrDefault(overloads.Key) >= overloads.Count(),
                    $"{overloads.Key} has {overloads.Count()} overloads but fewer entries in the registry whose sizes are given.");
            }
        }
    }

    /// <summary>The methods and constructors of the kernels' namespace with an operand in the caller's memory, an overload each.</summary>
    private static IEnumerable<string> EntriesOf(Assembly library) =>
        from type in library.GetExportedTypes()
        where type.Namespace == typeof(Blas).Namespace && !type.IsSubclassOf(typeof(Delegate))
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where member.GetParameters().Any(static parameter => IsOperand(parameter.ParameterType))
        select $"{type.Name.Split('`')[0]}.{(member.IsConstructor ? "new" : member.Name)}";

    private static bool IsOperand(Type type) =>
        type.IsGenericType && type.GenericTypeArguments[0].IsGenericParameter
        && new[] { typeof(Span<>), typeof(ReadOnlySpan<>), typeof(Span2D<>), typeof(ReadOnlySpan2D<>) }.Contains(type.GetGenericTypeDefinition());

    private static ToolResult AssertRuns(string table, SimdTier tier, params (string Name, string Value)[] environment)
    {
        (ToolResult run, string lastCase) = Run(table, tier, environment);
        Assert.True(run.ExitCode == 0, $"Ended with {run.ExitCode} at {lastCase}.\n{run.Errors[..int.Min(run.Errors.Length, MostOutput)]}");

        // What the tables promise is what was run, and that is something for every entry on every tier.
        List<string> promised = [];
        foreach (SimdTier each in table is KernelTable<T>.WithoutOptions ? [tier] : KernelTable<T>.TiersOf(table))
        {
            promised.Add(SimdInfo.NameOf(each));
            foreach (KernelEntry<T> entry in KernelTable<T>.Named(table, each))
            {
                KernelCase<T>[] cases = [.. entry.Cases];
                Assert.True(cases.Length > 0, $"{entry.Name} has no case.");
                promised.Add(KernelRun.Done(entry, cases));
            }
        }

        string[] done = run.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(promised, done.Select(static line => line.Replace(KernelRun.Emulated, "", StringComparison.Ordinal)));
        return run;
    }

    private static (ToolResult Run, string LastCase) Run(string table, SimdTier tier, params (string Name, string Value)[] environment)
    {
        string file = Path.GetTempFileName();
        try
        {
            // Code that counts for the profile would take a third of the time, for nothing.
            ToolResult run = ToolProcess.RunThisAssemblyWith(
                [(SimdDispatch.TierVariable, SimdInfo.NameOf(tier)), ("DOTNET_TieredPGO", "0"), .. environment],
                KernelRun.Command,
                typeof(T).Name,
                table,
                file);
            return (run, CurrentCase.Read(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>A fact that needs pages which may not be touched.</summary>
internal sealed class GuardPageFactAttribute : FactAttribute
{
    public GuardPageFactAttribute() => Skip = ProtectedPages.Missing;
}

/// <summary>A theory that needs pages which may not be touched.</summary>
internal sealed class GuardPageTheoryAttribute : TheoryAttribute
{
    public GuardPageTheoryAttribute() => Skip = ProtectedPages.Missing;
}

public sealed class KernelSingleTests : KernelTests<float>;

public sealed class KernelDoubleTests : KernelTests<double>;
