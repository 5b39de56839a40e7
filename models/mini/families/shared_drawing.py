"""Small functions that draw numbers of rows and spreads of groups, which answers carry along."""

DEFINITIONS = {
    "counts_along": r'''def counts_along(df, by):
    """The number of rows for each value of a column, in its order."""
    values = df[by].dropna()
    order = ordered(values)
    words = order.dtype.name != "category" and not pd.api.types.is_numeric_dtype(order) and (
        not pd.api.types.is_datetime64_any_dtype(order))
    return values.groupby(values if words else order, sort=not words, observed=True).size()

''',
    "hist_each": r'''def hist_each(df, col, by):
    """How the numbers of a column are spread, in a colour for each value of another one."""
    groups = {str(name): numbers(part[col]).dropna() for name, part in df.groupby(by)}
    if not groups:
        print("(No row is left to be drawn.)")
        return
    plt.hist(list(groups.values()), bins=12, label=list(groups))
    plt.legend(title=by)

''',
}
