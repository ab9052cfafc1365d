namespace SimdBackprop.Tests;

/// <summary>What this assembly does when a test starts it as a process of its own, to see it under other settings of the runtime.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [GemmKernelTour.Command]:
                GemmKernelTour.Run(Console.Out);
                return 0;
            case [ElementaryTour.Command]:
                ElementaryTour.Run(Console.Out);
                return 0;
            case [KernelRun.Command, string element, string table, string currentCase]:
                KernelRun.Run(element, table, currentCase, Console.Out);
                return 0;
            case [IsaRun.Command, string element]:
                IsaRun.Run(element, Console.Out);
                return 0;
            case [AllocationRun.Command, string element]:
                AllocationRun.Run(element, Console.Out);
                return 0;
            case [MemoryShortage.Command, string element]:
                MemoryShortage.Run(element, Console.Out);
                return 0;
            case [FuzzRun.Command, string seconds]:
                FuzzRun.Run(seconds, null, Console.Out);
                return 0;
            case [FuzzRun.Command, string seconds, string seed]:
                FuzzRun.Run(seconds, seed, Console.Out);
                return 0;
            default:
                Console.Error.WriteLine("Run the tests with dotnet test. Tests start this file with one of these commands: "
                    + $"{GemmKernelTour.Command}, {ElementaryTour.Command}, {KernelRun.Command}, {IsaRun.Command}, {AllocationRun.Command}, {MemoryShortage.Command}, {FuzzRun.Command}.");
                return 1;
        }
    }
}
