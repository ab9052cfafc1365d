using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Each rule for the micro-kernels' machine code, seen to fail on a listing made for it.</summary>
public sealed class GemmCodeRulesTests
{
    // Outside the k loop the stack, moves and calls are allowed; a loop over tiles goes around it.
    private const string Good =
        """
        ; Assembly listing for method SimdBackprop.GemmMicroKernel:Run[float,SimdBackprop.Vector256Isa`1[float],System.Runtime.Intrinsics.Vector256`1[float],SimdBackprop.Two,SimdBackprop.One,SimdBackprop.RowMajorLeft,SimdBackprop.PackedPanel,SimdBackprop.ProductOutput`1[float]](ptr,nint,ptr,ptr,ptr,nint,ptr) (FullOpts)
        ; Emitting BLENDED_CODE for generic X64 + VEX on Unix
        ; FullOpts code
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               push     rbp
               mov      qword ptr [rbp-0x48], rcx

        G_M000_IG02:                ;; offset=0x0017
               vmovups  ymm0, ymmword ptr [rbp-0x30]
               vmovaps  ymm1, ymm0

        G_M000_IG03:                ;; offset=0x0030
               vmovups  ymm2, ymmword ptr [rdi]
               vbroadcastss ymm3, dword ptr [rdx]
               vfmadd231ps ymm0, ymm2, ymm3
               vbroadcastss ymm3, dword ptr [rdx+r10]
               vfmadd231ps ymm1, ymm2, ymm3
               vmovups  ymm5, ymmword ptr [rdi+0x20]
               vbroadcastss ymm3, dword ptr [rdx+0x04]
               vfmadd231ps ymm0, ymm5, ymm3
               vbroadcastss ymm3, dword ptr [rdx+r10+0x04]
               vfmadd231ps ymm1, ymm5, ymm3
               add      rdx, r15
               cmp      rdx, rcx
               jne      SHORT G_M000_IG03

        G_M000_IG04:                ;; offset=0x0070
               vmovups  ymmword ptr [r8], ymm0
               call     [SimdBackprop.Elsewhere:Do()]
               dec      qword ptr [rbp-0x48]
               jg       G_M000_IG02
               ret

        RWD00  	dd	3F800000h		;         1

        ; Total bytes of code 159

        """;

    private static readonly GemmKernelName Kernel = new(SimdTier.Avx2, "float", 2, 1, nameof(RowMajorLeft), nameof(PackedPanel), nameof(ProductOutput<float>));

    [Fact]
    public void One_loop_with_one_multiply_add_for_each_accumulator_is_right()
    {
        Assert.Empty(GemmCodeRules.Faults(Good, [Kernel]));
        Assert.Empty(Faults("SHORT G_M000_IG03", "G_M000_IG03"));
        Assert.Empty(Faults("(FullOpts)", "(Tier1)"));
        Assert.Empty(Faults("vbroadcastss ymm3, dword ptr [rdx]\n       vfmadd231ps ymm0, ymm2, ymm3", "vfmadd231ps ymm0, ymm2, ymmword ptr [rdx]"));
    }

    [Theory]
    [InlineData("vmovups  ymm2, ymmword ptr [rdi]", "vmovups  ymm2, ymmword ptr [rbp-0x70]")]
    [InlineData("vmovups  ymm2, ymmword ptr [rdi]", "vmovups  ymm2, ymmword ptr [rsp+0x20]")]
    [InlineData("vfmadd231ps ymm0, ymm2, ymm3", "vfmadd231ps ymm0, ymm2, ymmword ptr [rbp-0x70]")]
    [InlineData("add      rdx, r15", "vmovups  ymmword ptr [rsp], ymm0")]
    [InlineData("add      rdx, r15", "add      rdx, qword ptr [rbp-0x50]")]
    public void The_stack_inside_the_loop_is_a_fault(string line, string spill)
    {
        string fault = Assert.Single(Faults(line, spill));
        Assert.Equal($"avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput uses the stack inside its loop:\n    {spill}", fault);
    }

    [Fact]
    public void In_a_frame_based_on_rsp_the_base_pointer_is_a_register_like_any_other()
    {
        const string Line = "vmovups  ymm2, ymmword ptr [rdi]";
        string listing = Good.Replace("; rbp based frame", "; rsp based frame", StringComparison.Ordinal);
        Assert.Empty(GemmCodeRules.Faults(listing.Replace(Line, "vmovups  ymm2, ymmword ptr [rbp]", StringComparison.Ordinal), [Kernel]));
        Assert.Single(GemmCodeRules.Faults(listing.Replace(Line, "vmovups  ymm2, ymmword ptr [rsp]", StringComparison.Ordinal), [Kernel]));
    }

    [Theory]
    [InlineData("vmovaps  ymm0, ymm4")]
    [InlineData("vmovups  zmm17, zmm20")]
    [InlineData("movaps   xmm0, xmm1")]
    public void A_move_between_vector_registers_inside_the_loop_is_a_fault(string move) =>
        Assert.Equal(
            $"avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput moves vectors between registers inside its loop:\n    {move}", Assert.Single(Faults("add      rdx, r15", move)));

    [Theory]
    [InlineData("call     [SimdBackprop.Elsewhere:Do()]")]
    [InlineData("call     CORINFO_HELP_THROW_PLATFORM_NOT_SUPPORTED")]
    public void A_call_inside_the_loop_is_a_fault(string call) =>
        Assert.Equal($"avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput calls inside its loop:\n    {call}", Assert.Single(Faults("add      rdx, r15", call)));

    [Theory]
    [InlineData("vfmadd231ps ymm1, ymm2, ymm3", "vaddps   ymm1, ymm1, ymm4", "has 3 multiply-adds in its loop instead of 4")]
    [InlineData("add      rdx, r15", "vfmadd231ps ymm4, ymm2, ymm3", "has 5 multiply-adds in its loop instead of 4")]
    [InlineData("vfmadd231ps ymm1, ymm2, ymm3", "vfmadd231pd ymm1, ymm2, ymm3", "has multiply-adds other than ps")]
    [InlineData("vfmadd231ps ymm1, ymm2, ymm3", "vfmadd231ss xmm1, xmm2, xmm3", "has multiply-adds other than ps")]
    [InlineData("vfmadd231ps ymm1, ymm2, ymm3", "vfmadd231ps ymm0, ymm2, ymm3", "does not add each term to each accumulator once")]
    public void Anything_but_one_multiply_add_for_each_accumulator_is_a_fault(string line, string other, string fault) =>
        Assert.StartsWith($"avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput {fault}:\n    vfmadd231", Assert.Single(Faults(line, other)), StringComparison.Ordinal);

    [Fact]
    public void A_second_loop_of_multiply_adds_is_a_fault() =>
        Assert.Equal(
            ["avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput has 2 loops of multiply-adds instead of one"],
            Faults("       ret", "G_M000_IG05:\n       vfmadd231ps ymm0, ymm2, ymm3\n       jne      G_M000_IG05\n       ret"));

    [Fact]
    public void A_loop_inside_the_loop_is_the_one_judged() =>
        Assert.StartsWith(
            "avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput has 1 multiply-adds in its loop instead of 4:",
            Assert.Single(Faults("vfmadd231ps ymm1, ymm2, ymm3", "nop\nG_M000_IG05:\n       vfmadd231ps ymm1, ymm2, ymm3\n       jne      G_M000_IG05")),
            StringComparison.Ordinal);

    [Fact]
    public void The_loop_over_tiles_may_end_before_the_loop_inside_it()
    {
        string listing = Good.Replace("       jg       G_M000_IG02\n", "", StringComparison.Ordinal);
        Assert.Empty(GemmCodeRules.Faults(listing, [Kernel]));
        const string Tail = "jg       G_M000_IG02\n       jmp      G_M000_IG03";
        Assert.Empty(GemmCodeRules.Faults(listing.Replace("jne      SHORT G_M000_IG03", Tail, StringComparison.Ordinal), [Kernel]));
    }

    [Fact]
    public void No_loop_at_all_is_a_fault()
    {
        string listing = Good.Replace("jne ", "nop ;", StringComparison.Ordinal).Replace("jg ", "nop ;", StringComparison.Ordinal);
        Assert.Equal(["avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput has 0 loops of multiply-adds instead of one"], GemmCodeRules.Faults(listing, [Kernel]));
    }

    [Theory]
    [InlineData("Tier0")]
    [InlineData("Instrumented Tier0")]
    [InlineData("MinOpts")]
    [InlineData("Debug")]
    public void Code_that_is_not_optimised_is_a_fault(string grade) =>
        Assert.Equal(["avx2 float 2x1 RowMajorLeft PackedPanel ProductOutput is not optimised code"], Faults("FullOpts", grade));

    [Fact]
    public void Every_expected_kernel_must_be_there_once_and_no_other()
    {
        GemmKernelName another = Kernel with { Rows = 3 };
        Assert.Equal([$"{Kernel} is missing"], GemmCodeRules.Faults("", [Kernel]));
        Assert.Equal([$"{another} is missing"], GemmCodeRules.Faults(Good, [Kernel, another]));
        Assert.Equal([$"{Kernel} was not expected, or came twice"], GemmCodeRules.Faults(Good, []));
        Assert.Equal([$"{Kernel} was not expected, or came twice"], GemmCodeRules.Faults(Good + Good, [Kernel]));
        Assert.Equal(["A:Run() is no kernel this gate knows"], GemmCodeRules.Faults("; Assembly listing for method A:Run() (FullOpts)\n", []));
    }

    [Fact]
    public void A_scalar_kernel_may_move_and_spill_but_not_call_or_miss_a_multiply_add()
    {
        GemmKernelName scalar = Kernel with { Tier = SimdTier.Scalar };
        string listing = Good.Replace("Vector256Isa", "ScalarIsa", StringComparison.Ordinal).Replace("231ps", "213ss", StringComparison.Ordinal)
            .Replace("ymm", "xmm", StringComparison.Ordinal);
        Assert.Empty(GemmCodeRules.Faults(listing, [scalar]));
        Assert.Empty(GemmCodeRules.Faults(listing.Replace("add      rdx, r15", "vmovaps  xmm0, xmm3", StringComparison.Ordinal), [scalar]));
        Assert.Single(GemmCodeRules.Faults(listing.Replace("add      rdx, r15", "call     fmaf", StringComparison.Ordinal), [scalar]));
        Assert.Single(GemmCodeRules.Faults(listing.Replace("vfmadd213ss xmm1", "vaddss   xmm1", StringComparison.Ordinal), [scalar]));
    }

    [Fact]
    public void A_transposing_kernel_may_move_but_neither_call_nor_keep_vectors_on_the_stack_outside_its_loop_either()
    {
        GemmKernelName transposing = new(SimdTier.Avx2, "double", 2, 1, GemmKernelName.Transposing, nameof(InPlacePanel), nameof(ProductOutput<float>));
        string listing = Good.Replace("GemmMicroKernel:Run[float", "GemmTransposingKernel:Rounds[double", StringComparison.Ordinal)
            .Replace(",SimdBackprop.Two,SimdBackprop.One,SimdBackprop.RowMajorLeft,SimdBackprop.PackedPanel,SimdBackprop.ProductOutput`1[float]]", ",SimdBackprop.Two,SimdBackprop.InPlacePanel]", StringComparison.Ordinal)
            .Replace("231ps", "231pd", StringComparison.Ordinal)
            .Replace("       ret", "\nG_M000_IG05:\n       vmovaps  xmm6, xmmword ptr [rsp+0x20]\n       ret", StringComparison.Ordinal);
        Assert.Equal(
            ["avx2 double 2x1 transposing InPlacePanel ProductOutput calls, or keeps vectors on the stack:\n    vmovups  ymm0, ymmword ptr [rbp-0x30]\n    call     [SimdBackprop.Elsewhere:Do()]"],
            GemmCodeRules.Faults(listing, [transposing]));

        listing = listing.Replace("ymmword ptr [rbp-0x30]", "ymmword ptr [rdi]", StringComparison.Ordinal).Replace("call ", "nop ;", StringComparison.Ordinal);
        Assert.Empty(GemmCodeRules.Faults(listing, [transposing]));
        Assert.Empty(GemmCodeRules.Faults(listing.Replace("add      rdx, r15", "vmovaps  ymm0, ymm4", StringComparison.Ordinal), [transposing]));
        Assert.Single(GemmCodeRules.Faults(listing.Replace("add      rdx, r15", "add      rdx, qword ptr [rbp-0x50]", StringComparison.Ordinal), [transposing]));
        Assert.Single(GemmCodeRules.Faults(listing.Replace("vfmadd231pd ymm1, ymm2", "vaddpd   ymm1, ymm2", StringComparison.Ordinal), [transposing]));
    }

    [Fact]
    public void A_kernel_that_adds_its_product_may_neither_call_nor_keep_vectors_on_the_stack_outside_its_loop_either()
    {
        GemmKernelName adding = Kernel with { Output = nameof(AddedOutput<float>) };
        string listing = Good.Replace("ProductOutput", "AddedOutput", StringComparison.Ordinal).Replace("       ret", "\nG_M000_IG05:\n       ret", StringComparison.Ordinal);
        Assert.Equal(
            ["avx2 float 2x1 RowMajorLeft PackedPanel AddedOutput calls, or keeps vectors on the stack:\n    vmovups  ymm0, ymmword ptr [rbp-0x30]\n    call     [SimdBackprop.Elsewhere:Do()]"],
            GemmCodeRules.Faults(listing, [adding]));
        Assert.Empty(GemmCodeRules.Faults(
            listing.Replace("ymmword ptr [rbp-0x30]", "ymmword ptr [rdi]", StringComparison.Ordinal).Replace("call ", "nop ;", StringComparison.Ordinal), [adding]));
    }

    [Fact]
    public void A_kernel_that_runs_a_rule_beside_has_one_multiply_add_for_each_accumulator_and_those_of_the_rule_and_no_calls()
    {
        GemmKernelName updating = Kernel with { Output = nameof(UpdateOutput<float, AdamRule<float>>), Rule = "AdamRule" };
        string stray = Good.Replace("ProductOutput`1[float]", "UpdateOutput`2[float,SimdBackprop.Training.AdamRule`1[float]]", StringComparison.Ordinal)
            .Replace("       ret", "\nG_M000_IG05:\n       ret", StringComparison.Ordinal)
            .Replace("add      rdx, r15", "vfmadd213ps ymm6, ymm7, ymm8\n       vfmadd213ps ymm6, ymm6, ymm8", StringComparison.Ordinal)
            .Replace("vfmadd231ps ymm0, ymm5", "vfmadd231ps ymm7, ymm5", StringComparison.Ordinal).Replace("vfmadd231ps ymm1, ymm5", "vfmadd231ps ymm7, ymm5", StringComparison.Ordinal);
        Assert.Equal(
            ["avx2 float 2x1 RowMajorLeft PackedPanel UpdateOutput AdamRule calls, or keeps vectors on the stack:\n    vmovups  ymm0, ymmword ptr [rbp-0x30]\n    call     [SimdBackprop.Elsewhere:Do()]"],
            GemmCodeRules.Faults(stray, [updating]));

        string good = stray.Replace("ymmword ptr [rbp-0x30]", "ymmword ptr [rdi]", StringComparison.Ordinal).Replace("call ", "nop ;", StringComparison.Ordinal);
        Assert.Empty(GemmCodeRules.Faults(good, [updating]));
        Assert.StartsWith(
            "avx2 float 2x1 RowMajorLeft PackedPanel UpdateOutput AdamRule has 5 multiply-adds instead of 6, or accumulators with more than one:\n    vfmadd231",
            Assert.Single(GemmCodeRules.Faults(good.Replace("vfmadd213ps ymm6, ymm7", "vmulps ymm6, ymm7", StringComparison.Ordinal), [updating])),
            StringComparison.Ordinal);
        Assert.Single(GemmCodeRules.Faults(good.Replace("vfmadd231ps ymm1, ymm2", "vfmadd231ps ymm0, ymm2", StringComparison.Ordinal), [updating]));
    }

    [Fact]
    public void The_kernels_expected_are_the_tiers_times_the_types_times_the_tiles_times_the_kinds()
    {
        GemmKernelName[] all = GemmKernelName.All([SimdTier.Avx512, SimdTier.Avx2]);
        const int Tiles512 = 8 + 8 + 8, Tiles256 = 8 + 6 + 4, Lefts = 3, Types = 2, Panels = 5, Adding = 6, Updating = 4, Transposing = 2 * (12 + 8);
        Assert.Equal((((Tiles512 + Tiles256) * ((Lefts * Panels) + Adding)) + ((Tiles512 + GemmKernelName.Rules.Count - 1) * Updating) + Transposing) * Types, all.Length);
        Assert.Distinct(all);
    }

    private static IReadOnlyList<string> Faults(string part, string replacement)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        return GemmCodeRules.Faults(Good.Replace(part, replacement, StringComparison.Ordinal), [Kernel]);
    }
}
