# SPDX-License-Identifier: Apache-2.0
"""LibreOffice as an independent reader and writer: one process with a fresh profile and its own port, driven over its API, ended by us.

Run by Debian's python3, to which python3-uno belongs.
"""
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue


def setting(name, value):
    out = PropertyValue()
    out.Name, out.Value = name, value
    return out


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Office:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="office-")
        port = free_port()
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{self.folder}/profile",
             f"--accept=socket,host=127.0.0.1,port={port};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(240):
            try:
                context = resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
                break
            except Exception:  # not yet listening
                if self.process.poll() is not None:
                    raise SystemExit("LibreOffice ended before it listened.")
                time.sleep(0.25)
        else:
            raise SystemExit("LibreOffice did not start within a minute.")
        create = lambda name: context.ServiceManager.createInstanceWithContext(name, context)
        self.desktop, self.dispatcher = create("com.sun.star.frame.Desktop"), create("com.sun.star.frame.DispatchHelper")
        return self

    def __exit__(self, *_):
        try:
            self.desktop.terminate()
        except Exception:  # the connection ends with it
            pass
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def load(self, path):
        document = self.desktop.loadComponentFromURL(pathlib.Path(path).resolve().as_uri(), "_blank", 0, (setting("Hidden", True),))
        if document is None:
            raise RuntimeError(f"LibreOffice did not open {path}")
        return document

    def text(self, path, command):
        """The text of a file after one of its commands, e.g. .uno:AcceptAllTrackedChanges."""
        document = self.load(path)
        out = pathlib.Path(self.folder) / "out.txt"
        try:
            self.dispatcher.executeDispatch(document.getCurrentController().getFrame(), command, "", 0, ())
            document.storeToURL(out.as_uri(), (setting("FilterName", "Text (encoded)"), setting("FilterOptions", "UTF8,LF")))
        finally:
            document.close(True)
        return out.read_text(encoding="utf-8-sig")

    def save_again(self, path, out):
        document = self.load(path)
        try:
            document.storeToURL(pathlib.Path(out).resolve().as_uri(), (setting("FilterName", "MS Word 2007 XML"),))
        finally:
            document.close(True)
