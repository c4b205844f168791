namespace StackBench.Worker.Onnxruntime;

/// <summary>Kinds of errors as ONNX Runtime numbers them.</summary>
internal enum OrtError
{
    Fail = 1,
    InvalidArgument = 2,
    NoSuchFile = 3,
    NoModel = 4,
    EngineError = 5,
    RuntimeException = 6,
    InvalidProtobuf = 7,
    NotImplemented = 9,
    InvalidGraph = 10,
    ProviderFailed = 11,
}
