"""Training steps in PyTorch, timed from outside: commands come line by line, and each is answered when it is done.

net WIDTHS RECIPE BATCH TYPE RATE   builds a network and a batch, answers with the mean cost before the first step
run N                               makes N steps, answers "done"
"""

import sys

import numpy
import torch


def values(count, salt, low, high):
    """The numbers that StepData has at the same places."""
    mixed = (numpy.arange(count, dtype=numpy.uint32) + numpy.uint32(salt * 0x9E3779B9 & 0xFFFFFFFF)) * numpy.uint32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> numpy.uint32(13))) * numpy.uint32(0xC2B2AE35)
    mixed = mixed ^ (mixed >> numpy.uint32(16))
    return low + (high - low) * mixed.astype(numpy.float64) / 4294967296.0


class Step:
    def __init__(self, widths, recipe, batch, dtype, rate):
        relu = recipe != "sgd-sigmoid"
        layers = []
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:]), start=1):
            linear = torch.nn.Linear(inputs, outputs, dtype=dtype)
            limit = (6.0 / (inputs + outputs)) ** 0.5
            with torch.no_grad():
                weights = values(inputs * outputs, index, -limit, limit).reshape(outputs, inputs)
                linear.weight.copy_(torch.from_numpy(weights))
                linear.bias.zero_()
            layers.append(linear)
            if not relu:
                layers.append(torch.nn.Sigmoid())
            elif index < len(widths) - 1:
                layers.append(torch.nn.ReLU())
        self.net = torch.nn.Sequential(*layers)
        self.x = torch.from_numpy(values(batch * widths[0], 0, 0.0, 1.0).reshape(batch, widths[0])).to(dtype)
        labels = torch.arange(batch) * 7 % widths[-1]
        if relu:
            self.cost = lambda output: torch.nn.functional.cross_entropy(output, labels)
        else:
            targets = torch.nn.functional.one_hot(labels, widths[-1]).to(dtype)
            self.cost = lambda output: torch.nn.functional.mse_loss(output, targets, reduction="sum") / (2 * batch)
        optimizer = torch.optim.Adam if recipe == "adam-relu" else torch.optim.SGD
        self.optimizer = optimizer(self.net.parameters(), lr=rate)

    def run(self):
        self.optimizer.zero_grad(set_to_none=True)
        cost = self.cost(self.net(self.x))
        cost.backward()
        self.optimizer.step()
        return cost


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(torch.__version__, flush=True)
    step = None
    for line in sys.stdin:
        command, *words = line.split()
        if command == "net":
            step = None
            widths, recipe, batch, dtype, rate = words
            step = Step([int(width) for width in widths.split("-")], recipe, int(batch), getattr(torch, dtype), float(rate))
            cost = step.run().item()
            step.run()
            print(cost, flush=True)
        elif command == "run":
            for _ in range(int(words[0])):
                step.run()
            print("done", flush=True)


main()
