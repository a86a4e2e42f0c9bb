"""What runs in AWS, one package a capability.

On Lambda the garbage collector waits until the function is put together: what is imported stays for good, and to look
through it again and again takes a good part of a cold start (``make bench PARTS=start``). ``lambdas.aws.init`` has the
other half.
"""

import gc
import os

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    gc.disable()
