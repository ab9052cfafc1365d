namespace SimdBackprop.Tests;

/// <summary>A thread moves away from its processor, and may afterwards run wherever it could before.</summary>
public sealed class ProcessorTests
{
    private static readonly bool CanMove = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;

    [Fact]
    public void A_thread_leaves_its_processor_if_there_is_another()
    {
        // The system may bring it back at once, but not every time; and were the set of processors left smaller, it could leave one only once.
        int moved = 0;
        for (int i = 0; i < 50; i++)
        {
            int before = Processor.Current;
            Processor.LeaveIfOn(before);
            moved += Processor.Current != before ? 1 : 0;
        }

        Assert.Equal(CanMove, moved > 25);
    }

    [Fact]
    public void A_processor_that_it_is_not_on_or_that_is_not_known_moves_nothing()
    {
        int stayed = 0;
        for (int i = 0; i < 50; i++)
        {
            int before = Processor.Current;
            Processor.LeaveIfOn(-1);
            Processor.LeaveIfOn(before + 1);
            stayed += Processor.Current == before ? 1 : 0;
        }

        Assert.True(stayed > 25);
    }
}
