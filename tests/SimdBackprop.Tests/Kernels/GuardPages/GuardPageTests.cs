using System.Numerics;
using System.Reflection;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>
/// Nothing beside an operand is touched: every public entry with its operands flush against pages that may not be, at every edge of the tiles of every tier.
/// A fault cannot be caught, so the calls are made by a process of their own, which leaves the name of the case that it is at.
/// </summary>
public abstract class GuardPageTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostOutput = 4_000;

    public static TheoryData<string> Tiers => [.. SimdDispatch.Tiers.Select(static tier => tier.Name)];

    [GuardPageFact]
    public void No_entry_touches_memory_beside_an_operand_on_any_tier() => AssertHarmless(GuardedCalls<T>.Entries, SimdTier.Scalar);

    [GuardPageTheory]
    [MemberData(nameof(Tiers))]
    public void Nor_does_the_entry_that_takes_no_options(string tier)
    {
        Assert.True(SimdDispatch.TryParse(tier, out SimdTier known));
        AssertHarmless(GuardedCalls<T>.WithoutOptions, known);
    }

    [GuardPageTheory]
    [InlineData("DOTNET_EnableAVX512", SimdTier.Avx512)]
    [InlineData("DOTNET_EnableAVX2", SimdTier.Avx2)]
    [InlineData("DOTNET_EnableHWIntrinsic", SimdTier.Vector128)]
    public void Nor_do_the_loads_and_stores_of_vectors_that_are_emulated(string knob, SimdTier tier)
    {
        ToolResult run = AssertHarmless(GuardedCalls<T>.Markers, SimdTier.Scalar, (knob, "0"));
        Assert.True(run.Output.Contains(SimdInfo.NameOf(tier) + GuardedRun.Emulated, StringComparison.Ordinal), $"{knob} had no effect:\n{run.Output}");
    }

    [GuardPageTheory]
    [InlineData("reads behind the end", "every operand ends at a guard page")]
    [InlineData("reads before the beginning", "every operand begins at a guard page")]
    [InlineData("writes behind the end", "every operand ends at a guard page")]
    [InlineData("writes before the beginning", "every operand begins at a guard page")]
    [InlineData("returns what depends on the place", "every operand ends at a guard page")]
    [InlineData("writes what depends on the place", "every operand ends at a guard page")]
    public void One_element_too_far_ends_the_process_and_leaves_the_name_of_its_case(string fault, string place)
    {
        (ToolResult run, string lastCase) = Run(fault, SimdTier.Avx2);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal($"avx2, {fault}: faulty(1 x 1, 1 x 7), {place}", lastCase);
    }

    [Fact]
    public void Every_public_entry_that_takes_memory_has_its_calls()
    {
        string[] calls =
        [
            .. from table in new[] { GuardedCalls<T>.Entries, GuardedCalls<T>.WithoutOptions }
               from entry in GuardedCalls<T>.Table(table, SimdTier.Scalar)
               select entry.Method,
        ];
        foreach (IGrouping<string, string> overloads in EntriesOf(typeof(Blas).Assembly).GroupBy(static name => name))
        {
            Assert.True(calls.Count(overloads.Key.Equals) >= overloads.Count(), $"{overloads.Key} has too few calls beside guard pages.");
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

    private static ToolResult AssertHarmless(string table, SimdTier tier, params (string Name, string Value)[] environment)
    {
        (ToolResult run, string lastCase) = Run(table, tier, environment);
        Assert.True(run.ExitCode == 0, $"Ended with {run.ExitCode} at {lastCase}.\n{run.Errors[..int.Min(run.Errors.Length, MostOutput)]}");

        // What the tables promise is what was run, and that is something for every entry on every tier.
        List<string> promised = [];
        foreach (SimdTier each in table is GuardedCalls<T>.WithoutOptions ? [tier] : GuardedCalls<T>.TiersOf(table))
        {
            promised.Add(SimdInfo.NameOf(each));
            foreach (GuardedEntry<T> entry in GuardedCalls<T>.Table(table, each))
            {
                Assert.True(entry.Cases.Any(), $"{entry.Name} has no case.");
                promised.Add($"{entry.Cases.Count()}\t{entry.Name}");
            }
        }

        string[] done = run.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(promised, done.Select(static line => line.Replace(GuardedRun.Emulated, "", StringComparison.Ordinal)));
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
                GuardedRun.Command,
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

public sealed class GuardPageSingleTests : GuardPageTests<float>;

public sealed class GuardPageDoubleTests : GuardPageTests<double>;
