using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>How the driver means to compute a part of C.</summary>
public sealed class GemmPlanTests
{
    [Fact]
    public void Scratch_holds_what_is_packed_at_a_time() =>
        Properties.Check(500, Cases, static product =>
        {
            GemmPlan plan = PlanOf(product);
            nint packedRows = plan.KeepsA ? plan.MBlock : nint.Min(plan.ChunkRows, product.M);

            Assert.InRange(plan.MBlock, 1, product.M);
            Assert.True(plan.MBlock == product.M || plan.MBlock % plan.ChunkRows == 0, $"blocks of {plan.MBlock} rows in chunks of {plan.ChunkRows}");
            Assert.Equal(plan.PacksA && plan.GroupPanels < plan.EndPanel, plan.KeepsA);
            Assert.Equal(plan.PacksA ? packedRows * plan.KBlock : 0, plan.ALength);
            Assert.True(plan.BLength >= plan.KBlock * nint.Min(product.N, plan.GroupPanels * GemmTile.Vectors * Vector256<float>.Count));
        });

    [Fact]
    public void Many_strips_go_by_groups_of_panels_and_few_panel_by_panel()
    {
        Assert.True(PlanOf(new Case(257, 5_000, 300, Transpose.No, Transpose.No)).GroupPanels > 1);
        Assert.Equal(1, PlanOf(new Case(30, 5_000, 300, Transpose.No, Transpose.No)).GroupPanels);
        Assert.True(PlanOf(new Case(30, 5_000, 300, Transpose.No, Transpose.Yes)).GroupPanels > 1);
    }

    [Fact]
    public void A_large_packed_A_is_kept_for_all_groups_in_blocks_of_rows()
    {
        GemmPlan plan = PlanOf(new Case(1 << 24, 5_000, 300, Transpose.Yes, Transpose.No));

        Assert.True(plan.KeepsA);
        Assert.InRange(plan.ALength * sizeof(float), GemmBlocking.KeptABytes / 2, GemmBlocking.KeptABytes + (plan.ChunkRows * plan.KBlock * sizeof(float)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void Scratch_for_a_C_that_is_stored_transposed_is_bounded_however_many_samples_there_are(int outputs)
    {
        const int Samples = 1 << 30;
        GemmArguments<float> product = new() { M = outputs, N = Samples, K = 2, Alpha = 1, ARow = 2, AColumn = 1, BRow = 1, BColumn = 2, Swapped = true };
        GemmRectangle all = new(0, 0, outputs, Samples);

        TileCut slices = GemmPlan.Slices<float, Vector256Isa<float>, Vector256<float>>(product, all, taken: false);
        GemmPlan plan = GemmPlan.Of<float, Vector256Isa<float>, Vector256<float>>(product, all with { Columns = slices.StartOf(1) }, taken: false, GemmBlocking.KBlock);

        Assert.InRange(plan.MBlock * plan.OwnRow * sizeof(float), GemmBlocking.OwnCBytes / 2, GemmBlocking.OwnCBytes + 65_536);
        Assert.Equal(1, GemmPlan.Slices<float, Vector256Isa<float>, Vector256<float>>(product with { Swapped = false }, all, taken: false).Count);
    }

    [Fact]
    public void Scratch_for_a_C_that_is_taken_holds_a_strip_of_a_group_as_wide_as_a_row_may_be() =>
        Properties.Check(500, Cases, static product =>
        {
            GemmPlan plan = PlanOf(product with { TransA = Transpose.Yes, TransB = Transpose.No }, taken: true);
            nint panel = GemmTile.Vectors * Vector256<float>.Count;

            Assert.Equal(plan.KBlock == product.K, plan.OwnsOneStrip);
            nint own = (plan.OwnsOneStrip ? plan.TileRows : plan.MBlock) * plan.OwnRow;
            Assert.True(plan.ScratchLength >= plan.BLength + plan.ALength + own);
            Assert.True(plan.OwnRow >= nint.Min(product.N, plan.OwnsOneStrip ? plan.GroupPanels * panel : product.N), $"{plan.OwnRow} elements for {plan.GroupPanels} panels");
            Assert.True(plan.GroupPanels == 1 || (plan.GroupPanels - 1) * panel * sizeof(float) < GemmBlocking.TakenRowBytes, $"{plan.GroupPanels} panels at a time");
        });

    [Fact]
    public void A_row_as_long_as_it_may_be_is_taken_whole()
    {
        Assert.Equal(1, GroupsOf((int)GemmBlocking.TakenRowBytes / sizeof(float)));
        Assert.Equal(2, GroupsOf(((int)GemmBlocking.TakenRowBytes / sizeof(float)) + 100));

        static nint GroupsOf(int columns)
        {
            GemmPlan plan = PlanOf(new Case(columns, columns, 5, Transpose.Yes, Transpose.No), taken: true);
            return (plan.EndPanel + plan.GroupPanels - 1) / plan.GroupPanels;
        }
    }

    private static Arbitrary<Case> Cases => Arb.From(
        from m in Gen.Choose(1, 10_000)
        from n in Gen.Choose(8, 10_000)
        from k in Gen.Elements(1, 50, 385, 2_000)
        from transA in Gen.Elements(Transpose.No, Transpose.Yes)
        from transB in Gen.Elements(Transpose.No, Transpose.Yes)
        select new Case(m, n, k, transA, transB));

    private static GemmPlan PlanOf(Case product, bool taken = false)
    {
        GemmArguments<float> arguments = new()
        {
            M = product.M,
            N = product.N,
            K = product.K,
            Alpha = 1,
            ARow = product.TransA == Transpose.Yes ? 1 : product.K,
            AColumn = product.TransA == Transpose.Yes ? product.M : 1,
            BRow = product.TransB == Transpose.Yes ? 1 : product.N,
            BColumn = product.TransB == Transpose.Yes ? product.K : 1,
            CRow = product.N,
        };
        return GemmPlan.Of<float, Vector256Isa<float>, Vector256<float>>(arguments, new GemmRectangle(0, 0, product.M, product.N), taken, taken ? GemmBlocking.KBlockOfTaken : GemmBlocking.KBlock);
    }

    private sealed record Case(int M, int N, int K, Transpose TransA, Transpose TransB);
}
