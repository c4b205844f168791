"""ResNet-50 (He et al. 2015) with the stride in the 3x3 convolution, as frameworks have it ("v1.5")."""
import torch
from torch import nn

from .layers import Classifier, ConvNorm
from .shapes import CLASSES, RESNET50_BLOCKS

_BRANCH_SCALE = 0.25  # the sum of a block's two ways would grow from block to block


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.reduce = ConvNorm(inputs, width, 1)
        self.spatial = ConvNorm(width, width, 3, stride)
        self.expand = ConvNorm(width, 4 * width, 1, scale=_BRANCH_SCALE)
        self.shortcut = None if inputs == 4 * width else ConvNorm(inputs, 4 * width, 1, stride)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        branch = self.expand(self.relu(self.spatial(self.relu(self.reduce(x)))))
        branch += x if self.shortcut is None else self.shortcut(x)
        return self.relu(branch)


class ResNet(nn.Module):
    """Images, batch x 3 x height x width, to scores of classes."""

    def __init__(self):
        super().__init__()
        self.stem, self.relu, self.pool = ConvNorm(3, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, blocks in enumerate(RESNET50_BLOCKS):
            width, parts = 64 << stage, []
            for block in range(blocks):
                parts.append(Bottleneck(inputs, width, 2 if stage and not block else 1))
                inputs = 4 * width
            setattr(self, f"stage{stage}", nn.Sequential(*parts))
        self.mean, self.classifier = nn.AdaptiveAvgPool2d(1), Classifier(inputs, CLASSES)

    def forward(self, x):
        x = self.pool(self.relu(self.stem(x)))
        x = self.stage3(self.stage2(self.stage1(self.stage0(x))))
        return self.classifier(torch.flatten(self.mean(x), 1))


def build(_):
    return ResNet()
