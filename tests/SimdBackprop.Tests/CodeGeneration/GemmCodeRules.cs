namespace SimdBackprop.Tests;

/// <summary>What the micro-kernels' machine code must look like: a k loop of multiply-adds, each on an accumulator that stays in its register.</summary>
internal static class GemmCodeRules
{
    /// <summary>What is wrong with a dump that should contain these kernels and no others; empty if nothing is.</summary>
    internal static IReadOnlyList<string> Faults(string dump, IReadOnlyCollection<GemmKernelName> expected)
    {
        List<string> faults = [];
        HashSet<GemmKernelName> missing = [.. expected];
        foreach (MachineCode code in MachineCode.Read(dump))
        {
            if (GemmKernelName.Of(code.Method) is not { } kernel)
            {
                faults.Add($"{code.Method} is no kernel this gate knows");
            }
            else if (!missing.Remove(kernel))
            {
                faults.Add($"{kernel} was not expected, or came twice");
            }
            else
            {
                faults.AddRange(Faults(code, kernel));
            }
        }

        return [.. missing.Select(static kernel => $"{kernel} is missing"), .. faults];
    }

    private static IEnumerable<string> Faults(MachineCode code, GemmKernelName kernel)
    {
        if (!code.IsOptimized)
        {
            yield return $"{kernel} is not optimised code";
        }

        if (kernel.Transposes || kernel.Adds || kernel.Updates)
        {
            // The innermost loop of the one is half of a round, and the other goes on with its accumulators after the loop, so the rest is looked at as well. A call anywhere means that the kernel outgrew what the code generator inlines. What
            // it saves for its caller, where that is the custom, it saves in the blocks that move the stack.
            Instruction[] strays =
            [
                .. from block in code.Blocks
                   where !block.Any(static instruction => instruction.MovesStack)
                   from instruction in block
                   where instruction.IsCall || (instruction.NamesVector && code.StackRegisters.Any(instruction.Addresses))
                   select instruction,
            ];
            if (strays.Length > 0)
            {
                yield return string.Join("\n    ", strays.Select(static instruction => instruction.Text).Prepend($"{kernel} calls, or keeps vectors on the stack:"));
            }
        }

        if (kernel.Updates)
        {
            // The loop over the terms and the rule share blocks and jumps, however the code generator lays them out: each accumulator has its one multiply-add in all, the rule has its own.
            Instruction[] all = [.. code.Instructions.Where(static instruction => instruction.Accumulator is not null)];
            int accumulators = kernel.Rows * kernel.Vectors, meant = accumulators + GemmKernelName.Rules[kernel.Rule!];
            if (all.Length != meant || all.CountBy(static instruction => instruction.Accumulator!).Count(static register => register.Value == 1) < accumulators)
            {
                yield return string.Join("\n    ", all.Select(static instruction => instruction.Text).Prepend($"{kernel} has {all.Length} multiply-adds instead of {meant}, or accumulators with more than one:"));
            }

            yield break;
        }

        IReadOnlyList<IReadOnlyList<Instruction>> loops = code.InnermostLoops(static instruction => instruction.Accumulator is not null);
        if (loops.Count != 1)
        {
            yield return $"{kernel} has {loops.Count} loops of multiply-adds instead of one";
            yield break;
        }

        foreach ((string what, IEnumerable<Instruction> where) in FaultsOfLoop(loops[0], kernel, code.StackRegisters))
        {
            yield return string.Join("\n    ", where.Select(static instruction => instruction.Text).Prepend($"{kernel} {what}:"));
        }
    }

    private static IEnumerable<(string What, IEnumerable<Instruction> Where)> FaultsOfLoop(
        IReadOnlyList<Instruction> loop, GemmKernelName kernel, IReadOnlyList<string> stack)
    {
        Instruction[] multiplyAdds = [.. loop.Where(static instruction => instruction.Accumulator is not null)];
        int meant = kernel.Terms * kernel.Rows * kernel.Vectors;
        if (multiplyAdds.Length != meant)
        {
            yield return ($"has {multiplyAdds.Length} multiply-adds in its loop instead of {meant}", multiplyAdds);
        }

        bool isScalar = kernel.Tier == SimdTier.Scalar;
        string type = (isScalar ? "s" : "p") + (kernel.Element == "float" ? "s" : "d");
        Instruction[] others = [.. multiplyAdds.Where(instruction => instruction.MultiplyAddType != type)];
        if (others.Length > 0)
        {
            yield return ($"has multiply-adds other than {type}", others);
        }

        Instruction[] calls = [.. loop.Where(static instruction => instruction.IsCall)];
        if (calls.Length > 0)
        {
            yield return ("calls inside its loop", calls);
        }

        // For a scalar multiply-add the code generator overwrites the first factor, whose upper lanes the result has to keep, and then moves the
        // sum to its accumulator, through the stack where registers end. The scalar tier is the specification and the fallback, not the fast one.
        if (isScalar)
        {
            yield break;
        }

        Instruction[] spills = [.. loop.Where(instruction => stack.Any(instruction.Addresses))];
        if (spills.Length > 0)
        {
            yield return ("uses the stack inside its loop", spills);
        }

        // The last row's multiply-adds may overwrite the columns of B, which are done with, and the halves of a round take turns in the same registers.
        if (kernel.Transposes)
        {
            yield break;
        }

        Instruction[] moves = [.. loop.Where(static instruction => instruction.IsVectorMove)];
        if (moves.Length > 0)
        {
            yield return ("moves vectors between registers inside its loop", moves);
        }

        IEnumerable<int> terms = multiplyAdds.CountBy(static instruction => instruction.Accumulator!).Select(static accumulator => accumulator.Value);
        if (multiplyAdds.Length == meant && others.Length == 0 && terms.Any(static count => count != GemmMicroKernel.TermsPerRound))
        {
            yield return ("does not add each term to each accumulator once", multiplyAdds);
        }
    }
}
