-- an empty file beside the draft
ATTACH $path AS anew
