-- an empty file
ATTACH $path AS anew
