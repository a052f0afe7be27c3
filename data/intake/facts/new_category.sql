-- one row: a category as a source delivers it
INSERT INTO category_map VALUES ($source, $delivered, $category)
