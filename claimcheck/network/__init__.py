"""The neural code: the only part of the runtime that imports torch.

``windows`` cuts an article into token windows, ``encoder`` reads them, ``heads`` score sentences, speakers and
links, ``network`` puts these together, ``store`` keeps the weights, and ``embedded`` and ``nli`` are the two readers.
"""
