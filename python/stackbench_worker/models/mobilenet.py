"""MobileNetV3-Large (Howard et al. 2019, table 1): depthwise convolutions, squeeze and excitation, hard swish."""
import torch
from torch import nn

from .layers import Classifier, ConvNorm
from .shapes import CLASSES, MOBILENET_BLOCKS, MOBILENET_HIDDEN, squeezed


class Block(nn.Module):
    def __init__(self, inputs, kernel, expanded, width, squeezes, swishes, stride):
        super().__init__()
        self.activation = nn.Hardswish(inplace=True) if swishes else nn.ReLU(inplace=True)
        self.expand = None if expanded == inputs else ConvNorm(inputs, expanded, 1)
        self.spatial = ConvNorm(expanded, expanded, kernel, stride, groups=expanded)
        self.squeeze = nn.Conv2d(expanded, squeezed(expanded), 1) if squeezes else None
        self.excite = nn.Conv2d(squeezed(expanded), expanded, 1) if squeezes else None
        self.mean, self.relu, self.gate = nn.AdaptiveAvgPool2d(1), nn.ReLU(inplace=True), nn.Hardsigmoid(inplace=True)
        self.project = ConvNorm(expanded, width, 1)
        self.adds = stride == 1 and width == inputs

    def forward(self, x):
        y = x if self.expand is None else self.activation(self.expand(x))
        y = self.activation(self.spatial(y))
        if self.squeeze is not None:
            y = self.gate(self.excite(self.relu(self.squeeze(self.mean(y))))) * y
        y = self.project(y)
        return y + x if self.adds else y


class MobileNet(nn.Module):
    """Images, batch x 3 x height x width, to scores of classes."""

    def __init__(self):
        super().__init__()
        self.stem, self.swish, self.mean = ConvNorm(3, 16, 3, 2), nn.Hardswish(inplace=True), nn.AdaptiveAvgPool2d(1)
        inputs, blocks = 16, []
        for kernel, expanded, width, squeezes, swishes, stride in MOBILENET_BLOCKS:
            blocks.append(Block(inputs, kernel, expanded, width, squeezes, swishes, stride))
            inputs = width
        self.blocks, self.head = nn.Sequential(*blocks), ConvNorm(inputs, 6 * inputs, 1)
        self.classifier = nn.ModuleList([Classifier(6 * inputs, MOBILENET_HIDDEN), Classifier(MOBILENET_HIDDEN, CLASSES)])

    def forward(self, x):
        x = self.swish(self.head(self.blocks(self.swish(self.stem(x)))))
        x = self.swish(self.classifier[0](torch.flatten(self.mean(x), 1)))
        return self.classifier[1](x)


def build(_):
    return MobileNet()
