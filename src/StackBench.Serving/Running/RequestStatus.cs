namespace StackBench.Serving.Running;

/// <summary>How a request ended. Everything but <see cref="Ok"/> and <see cref="Cancelled"/> counts against attainment.</summary>
public enum RequestStatus
{
    Ok,

    /// <summary>Another status than 200; the code is in the record.</summary>
    HttpError,

    /// <summary>No connection.</summary>
    ConnectFailed,

    /// <summary>The connection ended before the stream did, or the answer without a good end.</summary>
    Cut,
    Timeout,

    /// <summary>The server sent an error event in mid-stream.</summary>
    StreamError,

    /// <summary>The server ended the answer for another reason than that it was complete; the reason is in the record.</summary>
    Aborted,

    /// <summary>The response is no event stream, or larger than is held.</summary>
    Malformed,

    /// <summary>The stream ended well without a token.</summary>
    Empty,

    /// <summary>Fewer tokens than asked for, though the server was told to go on to the end.</summary>
    Short,

    /// <summary>The user ended the run.</summary>
    Cancelled,
}
