from asyncio import StreamReader, StreamWriter

class AsyncSocketTransport:
    reader: StreamReader
    writer: StreamWriter
    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None: ...
