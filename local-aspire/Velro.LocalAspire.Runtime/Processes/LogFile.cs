using System.Text;

namespace Velro.LocalAspire.Processes;

/// <summary>
/// Keeps a resource's output in a file of bounded size: a full one becomes <c>name.log.1</c> in the place of the one before.
/// Lines of several processes may come at the same time.
/// </summary>
public sealed class LogFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private StreamWriter? _writer;
    private bool _isClosed;

    /// <summary>Opens the file at its end.</summary>
    /// <param name="folder">The folder of the logs.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="maxBytes">The size at which it is put aside.</param>
    /// <param name="time">The time that lines are marked with.</param>
    public LogFile(string folder, string name, long maxBytes = 8 * 1024 * 1024, TimeProvider? time = null)
    {
        _path = Path.Combine(folder, name + ".log");
        _maxBytes = maxBytes;
        _time = time ?? TimeProvider.System;
        _writer = Open();
    }

    /// <summary>The file.</summary>
    public string FullName => _path;

    /// <summary>Writes a line, with the time and the process that it comes from.</summary>
    public void Write(string process, OutputLine line)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            try
            {
                _writer ??= Open();
                _writer.WriteLine($"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {process}{(line.IsError ? " ! " : "   ")}{line.Text}");
                if (_writer.BaseStream.Position < _maxBytes) return;
                _writer.Dispose();
                _writer = null;
                File.Move(_path, _path + ".1", overwrite: true);
                _writer = Open();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A full disk costs lines of a log, never the process that wrote them; the next line tries again.
                Close();
            }
        }
    }

    /// <summary>Closes the file; later lines are dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Close();
        }
    }

    private void Close()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (IOException)
        {
            // What was not written is lost, and the file is closed all the same.
        }

        _writer = null;
    }

    private StreamWriter Open() => new(
        new FileStream(_path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    {
        // What a process wrote last is what one looks for after it died, or after this one did.
        AutoFlush = true,
    };
}
